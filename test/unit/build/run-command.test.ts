import { existsSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { unlessInterrupted } from '../../../build/interrupt.mjs';
import { runCommand } from '../../../build/run-command.mjs';
import { waitFor } from '../../support/wait-for.ts';

describe('a command that is interrupted', () => {
  let note: string;

  beforeEach(async () => {
    note = join(await mkdtemp(join(process.env.TMPDIR ?? '', 'command-')), 'pid');
  });

  it('ends at once, with what it started', async () => {
    const interrupted = new AbortController();
    const script = `sleep 60 & echo $! > ${note}.new && mv ${note}.new ${note}; wait`;
    const running = runCommand('sh', ['-c', script], {
      timeoutMs: 20_000,
      signal: interrupted.signal,
    });
    await waitFor('the command', () => existsSync(note), 10_000);
    const pid = (await readFile(note, 'utf8')).trim();
    interrupted.abort();
    expect(await running).toMatchObject({ code: 130 });
    await waitFor('its child', () => !existsSync(`/proc/${pid}`), 10_000);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('is not even started afterwards', async () => {
    const signal = AbortSignal.abort();
    const done = await runCommand('touch', [note], { timeoutMs: 10_000, signal });
    expect(done).toMatchObject({ code: 130 });
    expect(existsSync(note)).toBe(false);
  });
});

describe('work that cannot be ended', () => {
  it('is left when it is interrupted, and otherwise settles as it does', async () => {
    const { signal } = new AbortController();
    expect(await unlessInterrupted(Promise.resolve(7), signal)).toBe(7);
    await expect(unlessInterrupted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    const never = new Promise(() => undefined);
    const interrupted = AbortSignal.abort(new Error('Interrupted.'));
    await expect(unlessInterrupted(never, interrupted)).rejects.toThrow('Interrupted.');
    const later = new AbortController();
    const left = unlessInterrupted(never, later.signal);
    later.abort(new Error('Interrupted.'));
    await expect(left).rejects.toThrow('Interrupted.');
  });
});
