import { expect, test } from 'vitest';

import { runItem } from '../../../electron/codex/run-item.ts';

test('the echo of the prompt is no item', () => {
  expect(runItem({ type: 'userMessage', id: '1' }, true)).toBeNull();
});

test('a command is shown without the shell around it, on one line', () => {
  const item = { type: 'commandExecution', id: '1', command: "/bin/bash -lc 'ls\n  -la'" };
  expect(runItem({ ...item, status: 'inProgress' }, false)).toEqual({
    id: '1',
    type: 'command',
    title: 'ls -la',
    status: 'running',
  });
  expect(runItem({ ...item, status: 'declined' }, true)).toMatchObject({ status: 'declined' });
  expect(runItem({ ...item, status: 'failed' }, true)).toMatchObject({ status: 'failed' });
  expect(runItem({ ...item, status: 'completed' }, true)).toMatchObject({ status: 'completed' });
});

test('a changed file, a tool and something newer each have a title', () => {
  const change = { type: 'fileChange', id: '1', changes: [{ path: 'a.ts' }, { path: 'b.ts' }] };
  expect(runItem(change, true)).toMatchObject({ type: 'file-change', title: 'a.ts, b.ts' });
  const tool = { type: 'mcpToolCall', id: '1', server: 'files', tool: 'read' };
  expect(runItem(tool, true)).toMatchObject({ type: 'tool', title: 'files read' });
  expect(runItem({ type: 'brandNew', id: '1' }, true)).toMatchObject({
    type: 'other',
    title: 'brandNew',
  });
});

test('a title has an end', () => {
  const item = { type: 'agentMessage', id: '1', text: 'x'.repeat(5_000) };
  expect(runItem(item, true)?.title).toHaveLength(200);
});
