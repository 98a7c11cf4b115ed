import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../../support/eventually.ts';

import { cuedHelper } from '../../support/practice-helper.ts';
import { recordRun } from '../../support/record-run.ts';
import { PracticeClients } from './practice-clients.ts';

let clients: PracticeClients;

beforeEach(async () => {
  clients = await PracticeClients.open();
});

afterEach(() => clients.close());

describe('a start', () => {
  test.for([
    ['exit-at-start', { kind: 'exited', exitCode: 7 }],
    ['old', { kind: 'incompatible', found: '0.100.0' }],
    ['config-warning', { kind: 'misconfigured', what: 'config.toml' }],
  ] as const)('that goes wrong (%s) fails as %j', async ([cue, expected]) => {
    await expect(clients.startCued(cue)).rejects.toMatchObject({ failure: expected });
  });

  test('that is cancelled leaves no process behind', async () => {
    const home = await clients.newHome();
    const program = { ...(await cuedHelper()), env: { BULKHEAD_PRACTICE_CUE: 'silent' } };
    const cancel = new AbortController();
    const starting = clients.start({ program, home }, cancel.signal);
    await eventually(() => expect(existsSync(join(home, 'config.toml'))).toBe(true));
    cancel.abort();
    await expect(starting).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  });

  test('of a program that is not there is not-found', async () => {
    const command = join(clients.root, 'absent');
    const program = { command, args: [], version: '0.169.0', env: {} };
    await expect(clients.start({ program })).rejects.toMatchObject({
      failure: { kind: 'not-found', command },
    });
  });

  test('writes a configuration that only its owner reads, and no key into it', async () => {
    const home = await clients.newHome();
    await clients.signedIn({ home });
    const file = join(home, 'config.toml');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain(PracticeClients.key);
  });

  test('another provider than ours is misconfigured before anything is sent', async () => {
    const client = await clients.startCued('other-provider');
    const request = {
      prompt: 'Look around.',
      cwd: clients.root,
      model: 'practice',
      options: {},
      sandbox: 'read-only',
      approvals: 'never',
      forkBefore: null,
    } as const;
    expect(await recordRun(client, request).outcome).toMatchObject({
      failure: { kind: 'misconfigured', what: 'model_provider' },
    });
    expect(clients.provider.requests).toEqual([]);
  });
});
