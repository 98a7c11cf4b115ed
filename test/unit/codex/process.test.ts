import { tmpdir } from 'node:os';

import { expect, it } from 'vitest';

import { startProcess } from '../../../electron/codex/process.ts';

/** What is told of a process that printed this on stderr. */
const tailOf = async (printed: string): Promise<string> => {
  const child = await startProcess({
    command: process.execPath,
    args: ['--eval', `process.stderr.write(${JSON.stringify(printed)})`],
    cwd: tmpdir(),
    env: {},
    redact: (text) => text.replaceAll('sk-secret', '[removed]'),
  });
  return (await child.exited).stderrTail;
};

it('tells the end of what a process printed, without colours and secrets', async () => {
  expect(await tailOf('\u001b[31mrefused\u001b[0m sk-secret\n')).toBe('refused [removed]');
});

it('cuts no word of it in two, which could be half a secret', async () => {
  const tail = await tailOf(`sk-secret ${'x'.repeat(3_995)}`);
  expect(tail).toBe('x'.repeat(3_995));
});
