import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import type { Log } from '../../../electron/base/log.ts';
import type { AccountGrant, RunRequest } from '../../../electron/codex/client.ts';
import { processIdentity } from '../../../electron/helpers/client/compartment.ts';
import { eventually } from '../../support/eventually.ts';
import { KeptClients } from '../../support/kept-clients.ts';
import { recordRun } from '../../support/record-run.ts';

const bench = new KeptClients();
afterEach(() => bench.close());

const request = async (): Promise<RunRequest> => ({
  prompt: 'go',
  cwd: await bench.folder(),
  model: 'm',
  options: {},
  sandbox: 'read-only',
  approvals: 'never',
  forkBefore: null,
});

/** A log that counts its lines by event. */
const countingLog = (): { readonly log: Log; readonly lines: (event: string) => number } => {
  const counts = new Map<string, number>();
  const add = (event: string): void => void counts.set(event, (counts.get(event) ?? 0) + 1);
  return {
    log: { info: add, warn: add, error: add },
    lines: (event) => counts.get(event) ?? 0,
  };
};

describe('what a client makes its keeper say', () => {
  it.each([
    ['oddly', 'codex-odd-notification'],
    ['babbles', 'codex-bad-line'],
    ['warns', 'codex-note'],
  ])('is few lines of the log, however much it %s', async (fault, event) => {
    const { log, lines } = countingLog();
    const client = await bench.start(await bench.keepers(undefined, log), fault);
    await recordRun(client, await request()).outcome;
    // A run may be over before the rest of the flood was read.
    await eventually(() => expect(lines('log-left-out')).toBeGreaterThan(0));
    await client.close();
    expect(lines(event)).toBeGreaterThan(0);
    expect(lines(event)).toBeLessThan(200);
  });

  it('is nothing of what nobody here uses, which is not even read', async () => {
    const client = await bench.start(await bench.keepers(), 'hoards');
    const run = recordRun(client, await request());
    expect(await run.outcome).toEqual({ kind: 'completed' });
    expect(run.output()).toBe('hello');
  });

  it('is one question for an access token at a time, and few of them', async () => {
    const grant: AccountGrant = { kind: 'account', accessToken: 'a', accountId: 'i', plan: null };
    let [asked, open, most] = [0, 0, 0];
    const client = await bench.start(await bench.keepers(), 'renews', {
      credential: {
        id: 'account',
        generation: 1,
        renew: async () => {
          asked += 1;
          open += 1;
          most = Math.max(most, open);
          await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
          return { kind: 'renewed', grant: { ...grant, accessToken: `token-${asked}` } };
        },
      },
    });
    await client.login(grant, AbortSignal.timeout(8_000));
    expect(await recordRun(client, await request()).outcome).toEqual({ kind: 'completed' });
    expect(most).toBe(1);
    expect(asked).toBe(3);
  });
});

describe('a start that is given up', () => {
  it('leaves no process, though it never answered', async () => {
    const keepers = await bench.keepers();
    const home = await bench.folder();
    const giveUp = new AbortController();
    const started = bench.start(keepers, 'mute', { home, signal: giveUp.signal });
    const failed = expect(started).rejects.toMatchObject({ failure: { code: 'cancelled' } });
    const pid = await eventually(async () => {
      const written = Number(await readFile(join(home, 'pid'), 'utf8'));
      expect(written).toBeGreaterThan(1);
      return written;
    });
    expect(await processIdentity(pid)).not.toBeNull();
    giveUp.abort();
    await failed;
    // Not even a zombie: its keeper has waited for it.
    await expect(readFile(`/proc/${pid}/stat`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
