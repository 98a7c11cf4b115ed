import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as v from 'valibot';
import { expect, test } from 'vitest';

import type { CodexProgram } from '../../electron/codex/client.ts';
import { secretServiceReady } from '../../electron/credentials/vault/keyring-probe.ts';
import type { TokenSet } from '../../electron/practice/issuer/issued-tokens.ts';
import { AccountsBench, soonMs } from '../support/accounts-bench.ts';
import { waitFor } from '../support/wait-for.ts';
import { filesBelow } from './support/files-below.ts';
import { startPrivateKeyring, type PrivateKeyring } from './support/private-keyring.ts';
import { realPrograms } from './support/real-programs.ts';
import { sightings } from './support/sightings.ts';
import { writeCodexHome } from './support/write-codex-home.ts';

const Renewed = v.object({
  id_token: v.string(),
  access_token: v.string(),
  refresh_token: v.string(),
});

const program = async (): Promise<CodexProgram> => ({
  command: (await realPrograms()).codex,
  args: [],
  version: '0.169.0',
  env: {},
});

/** What a test opened ends with it, the newest first. */
type Later = (close: () => Promise<void>) => void;

const open = async (
  later: Later,
  patch?: Parameters<typeof AccountsBench.open>[1],
): Promise<AccountsBench> => {
  const bench = await AccountsBench.open(program, patch);
  later(() => bench.close());
  return bench;
};

/** With a password store of its own. */
const openOnKeyring = async (
  later: Later,
): Promise<{ readonly keyring: PrivateKeyring; readonly bench: AccountsBench }> => {
  const keyring = await startPrivateKeyring();
  later(() => keyring.close());
  const edges = { keyringReady: () => secretServiceReady(keyring.busAddress) };
  return { keyring, bench: await open(later, { env: keyring.env, edges }) };
};

const codexHome = async (later: Later): Promise<string> => {
  const home = await mkdtemp(join(tmpdir(), 'codex-home-'));
  later(() => rm(home, { recursive: true, force: true }));
  return home;
};

/** Where a secret of the issuer stands in a file below a folder. */
const found = async ({ issued }: AccountsBench, folder: string): Promise<readonly string[]> =>
  sightings(issued.secrets, await filesBelow(folder));

/** Renews as the person's own codex does that has not stored it yet. */
const renewElsewhere = async (
  { issuer }: AccountsBench,
  refreshToken: string,
): Promise<TokenSet> => {
  const response = await fetch(`${issuer.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    signal: AbortSignal.timeout(5_000),
  });
  const { id_token, access_token, refresh_token } = v.parse(Renewed, await response.json());
  return { idToken: id_token, accessToken: access_token, refreshToken: refresh_token };
};

test.concurrent(
  'the person’s own sign-in is used where it is: nothing of it is copied, begun or ended',
  async ({ onTestFinished }) => {
    const home = await codexHome(onTestFinished);
    const bench = await open(onTestFinished, { env: { CODEX_HOME: home } });
    const tokens = bench.issuer.issue();
    await writeCodexHome(home, tokens);
    const before = await readFile(join(home, 'auth.json'), 'utf8');

    const id = await bench.addAccount('Mine', 'codex');
    expect(bench.row(id)).toMatchObject({
      generation: 1,
      store: 'codex-home',
      declared: { account: 'ana@example.org' },
      acts: ['check', 'remove'],
    });
    await bench.spawn(id, 2);
    await bench.allHelpers('completed');
    expect(await readFile(join(home, 'auth.json'), 'utf8')).toBe(before);
    expect(await found(bench, bench.home)).toEqual([]);
    for (const endpoint of ['user-code', 'authorize', 'revoke', 'refresh'] as const) {
      expect(bench.issuer.count(endpoint), endpoint).toBe(0);
    }

    // Its token ends: codex renews it there, in the file that the person's own codex reads.
    bench.issuer.expireAccess();
    await bench.spawn(id, 2);
    await bench.allHelpers('completed');
    expect(bench.issuer.count('refresh')).toBe(1);
    expect(await readFile(join(home, 'auth.json'), 'utf8')).not.toBe(before);

    // Somebody else signs in on the command line.
    bench.issuer.set({
      person: { id: 'acct-ben', userId: 'user-ben', email: 'ben@example.org', plan: 'pro' },
    });
    await writeCodexHome(home, bench.issuer.issue());
    await waitFor(
      'the change to be followed',
      () => {
        const { generation, finding, declared } = bench.row(id);
        if (generation === 2 && finding?.kind === 'changed-elsewhere') return true;
        throw new Error(JSON.stringify({ generation, finding, declared }));
      },
      soonMs,
    );
    expect(bench.row(id).declared).toMatchObject({ account: 'ben@example.org', plan: 'pro' });

    await bench.done('templates.remove', { id: `with-${id}` });
    await bench.done('credentials.remove', { id });
    expect(existsSync(join(home, 'auth.json'))).toBe(true);
    expect(bench.issuer.count('revoke')).toBe(0);
  },
);

test.concurrent(
  'a refusal in the person’s own home is looked at again: their codex may just have renewed',
  async ({ onTestFinished }) => {
    const home = await codexHome(onTestFinished);
    const bench = await open(onTestFinished, { env: { CODEX_HOME: home } });
    const tokens = bench.issuer.issue();
    await writeCodexHome(home, tokens);
    const id = await bench.addAccount('Mine', 'codex');
    const renewed = await renewElsewhere(bench, tokens.refreshToken);
    bench.issuer.expireAccess();
    await bench.spawn(id, 1);
    await waitFor('our renewal', () => bench.issuer.count('refresh') === 2, soonMs);
    await writeCodexHome(home, renewed);
    await bench.allHelpers('completed');
    expect(bench.row(id)).toMatchObject({ state: { phase: 'good' }, lastRefusedAt: null });
  },
);

test.concurrent(
  'a password store keeps a sign-in over a restart of the app, and no file has it',
  async ({ onTestFinished }) => {
    const { keyring, bench } = await openOnKeyring(onTestFinished);
    const id = await bench.addAccount();
    await bench.signInByCode(id);
    expect(bench.row(id)).toMatchObject({ store: 'keyring', state: { phase: 'good' } });
    await bench.restart();
    expect(bench.row(id)).toMatchObject({ store: 'keyring', generation: 1 });
    bench.issuer.expireAccess();
    await bench.spawn(id, 1);
    await bench.allHelpers('completed');
    // What was renewed is what the store holds now, or the next renewal would be a reuse.
    await bench.restart();
    expect(await bench.command('credentials.check', { id })).toMatchObject({ ok: true });
    expect(bench.row(id).state.phase).toBe('good');
    // codex renews by itself when it starts with a token that has ended; each must have been good.
    const refreshes = bench.issuer.requests.filter(({ endpoint }) => endpoint === 'refresh');
    expect(refreshes.map(({ status }) => status)).toEqual(refreshes.map(() => 200));
    expect(refreshes.length).toBeGreaterThanOrEqual(2);
    expect(existsSync(join(bench.home, 'accounts', id, 'keyring', 'auth.json'))).toBe(false);
    expect(await found(bench, bench.home)).toEqual([]);
    expect(await found(bench, keyring.folder)).toEqual([]);
    await bench.done('credentials.sign-out', { id });
    expect(bench.issuer.count('revoke')).toBe(1);
    expect(bench.row(id)).toMatchObject({ store: 'none', generation: 0 });
  },
);

test.concurrent(
  'a password store that is locked at the start keeps helpers waiting, until it is unlocked',
  async ({ onTestFinished }) => {
    const { keyring, bench } = await openOnKeyring(onTestFinished);
    const id = await bench.addAccount();
    await bench.signInByCode(id);
    await keyring.lock();
    await bench.restart();
    expect(bench.row(id)).toMatchObject({ store: 'keyring', generation: 0 });
    await bench.spawn(id, 2);
    await bench.allHelpers('waiting-for-sign-in');
    expect(bench.helpers().map(({ activity }) => activity)).toEqual([
      'Will wait: the password store is locked',
      'Will wait: the password store is locked',
    ]);
    await keyring.unlock();
    await bench.allHelpers('completed');
    expect(bench.helpers().map(({ promptsSent }) => promptsSent)).toEqual([1, 1]);
    expect(bench.row(id)).toMatchObject({ store: 'keyring', generation: 1 });
  },
);

test.concurrent(
  'a file keeps a sign-in only where the person chose that, for nobody else to read',
  async ({ onTestFinished }) => {
    const bench = await open(onTestFinished);
    const id = await bench.addAccount();
    await bench.done('credentials.keep', { id, keep: 'file' });
    await bench.signInByCode(id);
    expect(bench.row(id)).toMatchObject({ store: 'file' });
    const file = join(bench.home, 'accounts', id, 'file', 'auth.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = (await found(bench, bench.home)).map((one) => one.replace(/^(.*) \d+ in /, '$1 '));
    for (const what of ['id', 'access', 'refresh']) expect(kept).toContain(`${what} token ${file}`);
    expect(kept.filter((one) => !one.endsWith(file))).toEqual([]);
    await bench.done('credentials.sign-out', { id });
    expect(existsSync(file)).toBe(false);
  },
);

test.concurrent(
  'a sign-in in memory ends with the app, and leaves nothing of itself in any file',
  async ({ onTestFinished }) => {
    const bench = await open(onTestFinished);
    const id = await bench.addAccount();
    await bench.done('credentials.sign-in', { id, flow: 'device' });
    const { userCode } = await bench.signInOf(id, 'device');
    bench.issuer.answerDevice(userCode, 'approved');
    await bench.signInOf(id, 'done');
    await bench.spawn(id, 1);
    await bench.allHelpers('completed');
    expect(sightings({ userCode }, await filesBelow(bench.home))).toEqual([]);
    expect(await found(bench, bench.home)).toEqual([]);
    await bench.restart();
    expect(bench.row(id)).toMatchObject({ store: 'none', state: { phase: 'needs-sign-in' } });
  },
);

test.concurrent(
  'an issuer that hangs ends a sign-in by word, and leaves the one before as it is',
  async ({ onTestFinished }) => {
    const bench = await open(onTestFinished);
    const id = await bench.addAccount();
    await bench.signInByCode(id);
    bench.issuer.fault('user-code', { kind: 'hang' });
    await bench.done('credentials.sign-in', { id, flow: 'device' });
    expect(await bench.signInOf(id, 'failed')).toMatchObject({ failure: { kind: 'stalled' } });
    await bench.spawn(id, 1);
    await bench.allHelpers('completed');
    expect(bench.row(id)).toMatchObject({ generation: 1, state: { phase: 'good' } });
  },
);

test.concurrent(
  'an issuer that hangs at a renewal refuses nothing: the helper is told within 10 s',
  async ({ onTestFinished }) => {
    const bench = await open(onTestFinished);
    const id = await bench.addAccount();
    await bench.signInByCode(id);
    bench.issuer.expireAccess();
    bench.issuer.fault('refresh', { kind: 'hang' }, 1);
    await bench.spawn(id, 1);
    const told = await waitFor(
      'the helper to be told',
      () => {
        const [helper] = bench.helpers();
        const sent = helper?.timeline.find(({ text }) => text.startsWith('Prompt sent'));
        const fail = helper?.timeline.find(({ tone }) => tone === 'fail');
        return sent === undefined || fail === undefined ? null : { sent, fail };
      },
      soonMs,
    );
    expect(told.fail.text).toContain('cannot be reached');
    expect(told.fail.at - told.sent.at).toBeLessThan(10_000);
    expect(bench.row(id).state.phase).not.toBe('needs-sign-in');
    expect(bench.row(id)).toMatchObject({ generation: 1 });
    expect(bench.issuer.count('refresh')).toBe(1);
  },
);
