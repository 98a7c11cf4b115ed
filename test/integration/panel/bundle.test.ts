import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect, it } from 'vitest';

import { eventually } from '../../support/eventually.ts';
import { PanelBench, scriptedDesktop } from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

it('tells of helpers and credentials by states and sizes, and is saved as it was shown', async () => {
  const path = join(await bench.folder(), 'bundle.txt');
  const names: string[] = [];
  const desktop = {
    ...scriptedDesktop,
    chooseNewFile: (_title: string, name: string) => {
      names.push(name);
      return Promise.resolve(path);
    },
  };
  const recentEvents = () => [{ at: 0, level: 'warn', event: 'settings not stored' }] as const;
  const { panel, command } = await bench.panel({ desktop, recentEvents });
  const secret = 'sk-of-the-person-0123456789';
  await command('credentials.add', { label: 'The key of Ana', provider: 'Corp', secret });
  await command('credentials.set', { id: 'openai', secret: 'sk-another-0123456789' });
  const prompt = 'Tell nobody of the red door';
  await command('helpers.spawn', { templateId: 'codex-5.5', prompt, name: 'red-door' });
  await eventually(() => expect(panel.state().helpers[0]?.state.phase).not.toBe('queued'));

  const made = await command('bundle.make', {});
  const text = made.ok ? made.value.text : '';
  expect(text).toContain(`prompt of ${prompt.length} characters`);
  expect(text).toContain('1970-01-01T00:00:00.000Z warn settings not stored');
  expect(text.match(/api-key/g)).toHaveLength(2);
  for (const hidden of [prompt, 'red-door', 'Ana', 'Corp', secret, 'gpt-5.5', '127.0.0.1', '/']) {
    expect(text, hidden).not.toContain(hidden);
  }
  expect(await command('bundle.save', {})).toEqual({ ok: true, value: { path } });
  expect(await readFile(path, 'utf8')).toBe(text);
  expect(names).toEqual([expect.stringMatching(/^bulkhead-\d{4}-\d\d-\d\d\.txt$/)]);
  expect(await command('bundle.save', {})).toMatchObject({
    failure: { kind: 'invalid-input', what: 'there is a file of that name already' },
  });
});
