import { rm, writeFile } from 'node:fs/promises';

import { afterEach, describe, expect, it } from 'vitest';

import { ManualClock } from '../../fakes/manual-clock.ts';
import { ScriptedAccountServers } from '../../fakes/scripted-account-servers.ts';
import { ScriptedSecretBox } from '../../fakes/scripted-secret-box.ts';
import { eventually } from '../../support/eventually.ts';
import { PanelBench, type PanelUnderTest } from './panel-under-test.ts';
import { addSignedIn, credentialOf } from './signed-in-account.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

const unlocked = { phase: 'unlocked', backend: 'scripted' } as const;

/** Panels one after the other in one home, on one password store that a test locks. */
class Desk {
  readonly box = new ScriptedSecretBox();
  readonly host = new ScriptedAccountServers();
  readonly clock = new ManualClock();
  #last: PanelUnderTest | null = null;

  async panel(): Promise<PanelUnderTest> {
    await this.#last?.panel.close();
    const base = this.#last?.deps ?? (await bench.deps());
    const accounts = {
      ...base.accounts,
      startServer: this.host.start,
      keyringReady: () => Promise.resolve(this.box.keyring.phase === 'unlocked'),
    };
    const { settingsFile } = base;
    const parts = {
      ...base,
      settingsFile,
      accounts,
      secretBox: this.box,
      ambient: { ...base.ambient, clock: this.clock },
    };
    const { startClient: _, ...patch } = parts;
    this.#last = await bench.panel(patch);
    return this.#last;
  }

  lock(): void {
    this.box.keyring = { phase: 'locked' };
  }

  /** The person unlocks it, and some seconds go by. */
  async unlock(): Promise<void> {
    this.box.keyring = unlocked;
    await this.clock.advance(5_000);
  }
}

const helper = ({ panel }: PanelUnderTest) => panel.state().helpers[0];
const noticesOf = ({ panel }: PanelUnderTest) => panel.state().app.notices.map(({ id }) => id);

const spawn = async (it: PanelUnderTest, templateId: string): Promise<void> => {
  expect(await it.command('helpers.spawn', { templateId, prompt: 'go' })).toMatchObject({
    ok: true,
  });
};
const waits = (it: PanelUnderTest): Promise<void> =>
  eventually(() =>
    expect(helper(it)?.state).toMatchObject({
      phase: 'waiting-for-sign-in',
      failure: { kind: 'unauthorized', generation: 0, isLockedAway: true },
    }),
  );

describe('a password store that is locked when the app starts', () => {
  it('keeps a helper waiting for its key, and lets it go on once it is unlocked', async () => {
    const desk = new Desk();
    const first = await desk.panel();
    await first.command('credentials.set', { id: 'openai', secret: 'sk-kept' });
    const { generation } = credentialOf(first, 'openai') ?? {};
    desk.lock();

    const it = await desk.panel();
    expect(credentialOf(it, 'openai')).toMatchObject({ generation: 0, store: 'keyring' });
    expect(noticesOf(it)).toContain('keyring');
    await spawn(it, 'codex-5.5');
    await waits(it);
    await desk.clock.advance(60_000);
    expect(helper(it)?.promptsSent).toBe(0);
    expect(helper(it)?.activity).toBe('Will wait: the password store is locked');

    await desk.unlock();
    await eventually(() => expect(helper(it)?.state.phase).toBe('running'));
    expect(it.codex.runs).toHaveLength(1);
    expect(it.codex.clients[0]?.logins).toEqual([{ secret: 'sk-kept', generation }]);
    expect(it.panel.state().app.keyring).toEqual(unlocked);
    expect(noticesOf(it)).not.toContain('keyring');
  });

  it('takes what was given meanwhile as soon as it is unlocked', async () => {
    const desk = new Desk();
    desk.lock();
    const it = await desk.panel();
    await it.command('credentials.set', { id: 'openai', secret: 'sk-typed' });
    expect(credentialOf(it, 'openai')?.store).toBe('memory');
    await desk.unlock();
    await eventually(() => expect(credentialOf(it, 'openai')?.store).toBe('keyring'));
    const later = await desk.panel();
    expect(credentialOf(later, 'openai')?.generation).toBe(1);
  });

  it('keeps a helper waiting for an account as well, and starts no process for it', async () => {
    const desk = new Desk();
    const first = await desk.panel();
    const id = await addSignedIn(first, desk.host);
    expect(credentialOf(first, id)?.store).toBe('keyring');
    desk.lock();

    const it = await desk.panel();
    const servers = desk.host.servers.length;
    expect(credentialOf(it, id)).toMatchObject({ generation: 0, acts: ['sign-in', 'remove'] });
    await spawn(it, 'mine');
    await waits(it);
    expect(await it.command('credentials.check', { id })).toMatchObject({
      failure: { kind: 'misconfigured', what: 'the password store is not unlocked' },
    });
    expect(desk.host.servers).toHaveLength(servers);

    await desk.unlock();
    await eventually(() => expect(helper(it)?.state.phase).toBe('running'));
    expect(it.codex.runs).toHaveLength(1);
    expect(credentialOf(it, id)?.generation).toBe(1);
  });
});

it('a desktop without a password store is asked for one once a minute', async () => {
  const desk = new Desk();
  desk.box.keyring = { phase: 'none', why: 'no password store is running' };
  const it = await desk.panel();
  await it.command('credentials.set', { id: 'openai', secret: 'sk-typed' });
  const { probes } = desk.box;
  await desk.clock.advance(60_000);
  expect(desk.box.probes - probes).toBe(1);
  desk.box.keyring = unlocked;
  await desk.clock.advance(60_000);
  await eventually(() => expect(credentialOf(it, 'openai')?.store).toBe('keyring'));
});

it('a key that the disk refused is stored once there is room, and the word is taken back', async () => {
  const desk = new Desk();
  const it = await desk.panel();
  const { vault } = it.deps.paths;
  await rm(vault, { recursive: true });
  await writeFile(vault, 'no folder');
  await it.command('credentials.set', { id: 'openai', secret: 'sk-mine-0123456789' });
  await eventually(() => expect(noticesOf(it)).toContain('credential-not-stored'));
  expect(credentialOf(it, 'openai')).toMatchObject({ store: 'memory' });
  await desk.clock.advance(15_000);
  expect(noticesOf(it)).toContain('credential-not-stored');
  await rm(vault);
  await desk.clock.advance(15_000);
  await eventually(() => expect(credentialOf(it, 'openai')).toMatchObject({ store: 'keyring' }));
  expect(noticesOf(it)).not.toContain('credential-not-stored');
  expect(credentialOf(it, 'openai')?.acts).not.toContain('store-again');
});
