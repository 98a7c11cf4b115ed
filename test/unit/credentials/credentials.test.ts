import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CredentialLedger } from '../../../electron/credentials/credential-ledger.ts';
import { Credentials } from '../../../electron/credentials/credentials.ts';
import { createDeviceTokens } from '../../../electron/credentials/gateway-secrets.ts';
import { KeySecrets } from '../../../electron/credentials/key-secrets.ts';
import { ObservedFile } from '../../../electron/credentials/observed-file.ts';
import { Vault } from '../../../electron/credentials/vault.ts';
import { silentLog } from '../../../electron/log.ts';
import { createRedactor } from '../../../electron/redact.ts';
import { replaceFile, type ReplaceFile } from '../../../electron/replace-file.ts';
import { SettingsModel } from '../../../electron/settings/settings-model.ts';
import { ScriptedSecretBox } from '../../fakes/scripted-secret-box.ts';
import { granted } from '../../fakes/key-credential.ts';

let folder: string;
let box: ScriptedSecretBox;
let stored: unknown;
let now: number;
const opened: ObservedFile[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-credentials-'));
  box = new ScriptedSecretBox();
  stored = undefined;
  now = 1_000;
});
afterEach(async () => {
  for (const file of opened.splice(0)) await file.close();
  await rm(folder, { recursive: true, force: true });
});

const start = async (write: ReplaceFile = replaceFile) => {
  const vault = new Vault({
    folder: join(folder, 'vault'),
    box,
    log: silentLog,
    redactor: createRedactor(),
    now: () => now,
    write,
  });
  await vault.open();
  const file = new ObservedFile(join(folder, 'credentials.json'), silentLog, write);
  opened.push(file);
  const settings = new SettingsModel(
    {
      read: () => stored,
      write: (value) => {
        stored = structuredClone(value);
      },
      quarantine: () => '',
    },
    silentLog,
  );
  const notStored: string[] = [];
  const keys = new KeySecrets({
    vault,
    toBeKept: true,
    onNotStored: (id) => notStored.push(id),
  });
  const credentials = new Credentials({
    records: settings,
    keys,
    accounts: keys,
    ledger: new CredentialLedger(await file.load(), (observed) => {
      file.save(observed);
    }),
    endsSoonMs: () => 86_400_000,
    now: () => now,
  });
  return { credentials, settings, vault, file, notStored };
};

const row = (credentials: Credentials, id: string) =>
  credentials.list().find((view) => view.id === id);

describe('Credentials', () => {
  it('has a row for the built-in credential, which asks for a key', async () => {
    const { credentials } = await start();
    expect(row(credentials, 'openai')).toMatchObject({
      provider: 'OpenAI',
      generation: 0,
      store: 'none',
      state: { phase: 'needs-sign-in', refusedAt: null, waiting: 0, continuing: 0 },
    });
    expect(await credentials.grant('openai')).toBeNull();
    expect(credentials.generation('openai')).toBe(0);
  });

  it('grants what was set, and each new secret is a new generation', async () => {
    const { credentials } = await start();
    expect(await credentials.set('openai', 'first-secret')).toEqual({
      ok: true,
      value: { generation: 1 },
    });
    expect(await credentials.grant('openai')).toEqual(granted(1, 'first-secret'));
    await credentials.set('openai', 'second-secret');
    expect(await credentials.grant('openai')).toEqual(granted(2, 'second-secret'));
    expect(row(credentials, 'openai')?.state).toEqual({ phase: 'not-checked' });
  });

  it('opens the breaker at the first refusal and closes it with a new secret', async () => {
    const { credentials } = await start();
    await credentials.set('openai', 'first-secret');
    credentials.worked('openai', 1, 'docs-bot');
    expect(row(credentials, 'openai')?.state).toEqual({ phase: 'good', lastWorkedAt: 1_000 });
    now = 2_000;
    credentials.refused('openai', 1, 'api-review');
    now = 3_000;
    credentials.refused('openai', 1, 'changelog');
    credentials.worked('openai', 1, 'docs-bot');
    expect(credentials.usable('openai')).toBe(false);
    expect(row(credentials, 'openai')).toMatchObject({
      state: { phase: 'needs-sign-in', refusedAt: 2_000 },
      lastRefusedBy: 'api-review',
      lastWorkedAt: 3_000,
    });
    await credentials.set('openai', 'second-secret');
    expect(credentials.usable('openai')).toBe(true);
  });

  it('does not count a refusal of a generation that is no longer the current one', async () => {
    const { credentials } = await start();
    await credentials.set('openai', 'first-secret');
    await credentials.set('openai', 'second-secret');
    credentials.refused('openai', 1, 'late');
    credentials.refused('openai', 3, 'wrong');
    credentials.refused('openai', 0, 'never sent');
    credentials.worked('openai', 1, 'late');
    expect(credentials.usable('openai')).toBe(true);
    expect(row(credentials, 'openai')?.state).toEqual({ phase: 'not-checked' });
  });

  it('remembers across a restart what was refused, and where the numbering stood', async () => {
    const before = await start();
    await before.credentials.set('openai', 'first-secret');
    before.credentials.refused('openai', 1, 'api-review');
    await before.file.close();
    const after = await start();
    expect(after.credentials.usable('openai')).toBe(false);
    expect(await after.credentials.set('openai', 'x-second-secret')).toMatchObject({
      value: { generation: 2 },
    });
    await after.file.close();
    expect(await readFile(join(folder, 'credentials.json'), 'utf8')).not.toContain('secret"');
    expect(JSON.stringify(stored ?? {})).not.toContain('x-second-secret');
  });

  it('reads what an earlier version stored, which knew neither codes nor when a limit was told', async () => {
    const before = await start();
    await before.credentials.set('openai', 'first-secret');
    await before.file.close();
    const old = {
      generation: 1,
      lastWorkedAt: 400,
      lastWorkedBy: 'docs-bot',
      workedGeneration: 1,
      lastRefusedAt: null,
      lastRefusedBy: null,
      refusedGeneration: 0,
      limit: { opensAt: 9_000 },
    };
    const text = JSON.stringify({ v: 1, credentials: { openai: old } });
    await writeFile(join(folder, 'credentials.json'), text);
    const after = await start();
    expect(row(after.credentials, 'openai')).toMatchObject({
      state: { phase: 'limited', opensAt: 9_000 },
      lastWorkedAt: 400,
      lastRefusedCode: null,
    });
  });

  it('keeps the code of a refusal across a restart', async () => {
    const before = await start();
    await before.credentials.set('openai', 'first-secret');
    before.credentials.refused('openai', 1, 'api-review', 'unauthorized');
    await before.file.close();
    const after = await start();
    expect(row(after.credentials, 'openai')?.lastRefusedCode).toBe('unauthorized');
  });

  it('is good again when a check begun after the refusal works', async () => {
    const { credentials } = await start();
    await credentials.set('openai', 'first-secret');
    credentials.refused('openai', 1, 'api-review');
    credentials.saw('openai', 1, { kind: 'worked', at: 9, by: 'check', begunAfterRefusal: true });
    expect(credentials.usable('openai')).toBe(true);
    expect(row(credentials, 'openai')?.state).toEqual({ phase: 'good', lastWorkedAt: 9 });
  });

  it('asks again after a restart without a password store, and never reuses a number', async () => {
    box.keyring = { phase: 'none', why: 'none here' };
    const before = await start();
    await before.credentials.set('openai', 'first-secret');
    expect(row(before.credentials, 'openai')).toMatchObject({
      store: 'memory',
      state: { phase: 'cannot-store' },
    });
    await before.file.close();
    const after = await start();
    expect(after.credentials.generation('openai')).toBe(0);
    await after.credentials.set('openai', 'again-secret');
    expect(after.credentials.generation('openai')).toBe(2);
  });

  it('counts a key that a backup brings back after another one was in use as one of its own', async () => {
    const first = await start();
    await first.credentials.set('openai', 'first-secret');
    first.credentials.refused('openai', 1, 'api-review');
    await first.file.close();
    const backup = join(folder, 'backup');
    await cp(join(folder, 'vault'), backup, { recursive: true });
    box.keyring = { phase: 'locked' };
    const locked = await start();
    expect(row(locked.credentials, 'openai')).toMatchObject({
      generation: 0,
      store: 'keyring',
      acts: ['set-key', 'remove'],
    });
    await locked.credentials.set('openai', 'second-secret');
    locked.credentials.worked('openai', 2, 'docs-bot');
    expect(row(locked.credentials, 'openai')).toMatchObject({ state: { phase: 'good' } });
    await locked.file.close();
    await cp(backup, join(folder, 'vault'), { recursive: true });
    box.keyring = { phase: 'unlocked', backend: 'scripted' };
    const later = await start();
    expect(await later.credentials.grant('openai')).toEqual(granted(3, 'first-secret'));
    // What worked was the other key, so nothing is known of this one.
    expect(row(later.credentials, 'openai')).toMatchObject({
      generation: 3,
      state: { phase: 'not-checked' },
    });
    await later.file.close();
    const again = await start();
    expect(again.credentials.generation('openai')).toBe(3);
    const stored = await readFile(join(folder, 'credentials.json'), 'utf8');
    for (const secret of ['first-secret', 'second-secret']) expect(stored).not.toContain(secret);
  });

  it('never reuses a number when only what was observed is lost', async () => {
    const before = await start();
    await before.credentials.set('openai', 'first-secret');
    await before.file.close();
    await writeFile(join(folder, 'credentials.json'), '{"v":1,"cred');
    const after = await start();
    expect(after.credentials.generation('openai')).toBe(1);
    await after.credentials.set('openai', 'again-secret');
    expect(after.credentials.generation('openai')).toBe(2);
    expect(await readFile(join(folder, 'credentials.json.broken'), 'utf8')).toContain('cred');
  });

  it('makes a record for a new id, and refuses one that is none', async () => {
    const { credentials } = await start();
    expect((await credentials.set('corp', 'the-secret')).ok).toBe(true);
    expect(row(credentials, 'corp')).toMatchObject({ provider: 'corp', generation: 1 });
    for (const id of ['../x', 'A B', '', '__proto__', 'x'.repeat(65)]) {
      const reply = await credentials.set(id, 'the-secret');
      expect(reply.ok ? 'ok' : reply.failure.kind).toBe('invalid-input');
    }
  });

  it('adds, and removes what was added with all that was known of it', async () => {
    const { credentials } = await start();
    const added = await credentials.add('Work plan', 'Anthropic', 'the-secret');
    expect(added).toEqual({ ok: true, value: { id: 'work-plan' } });
    credentials.refused('work-plan', 1, 'x');
    await credentials.remove('work-plan');
    expect(row(credentials, 'work-plan')).toBeUndefined();
    expect(await credentials.grant('work-plan')).toBeNull();
    const again = await credentials.remove('work-plan');
    expect(again.ok ? 'ok' : again.failure.kind).toBe('unknown-id');
    await credentials.set('openai', 'the-secret');
    await credentials.remove('openai');
    expect(row(credentials, 'openai')).toMatchObject({ generation: 0 });
  });

  it('shows a limit until it opens or a call works', async () => {
    const { credentials } = await start();
    await credentials.set('openai', 'the-secret');
    expect(credentials.changesAt()).toBeNull();
    credentials.limited('openai', 1, 5_000);
    expect(credentials.changesAt()).toBe(5_000);
    expect(row(credentials, 'openai')?.state).toEqual({ phase: 'limited', opensAt: 5_000 });
    credentials.worked('openai', 1, 'docs-bot');
    expect(row(credentials, 'openai')?.state.phase).toBe('good');
  });

  it('tells who listens about changed rows only, and keeps the others as they are', async () => {
    const { credentials } = await start();
    await credentials.set('corp', 'the-secret');
    const [openai, corp] = credentials.list();
    const seen: number[] = [];
    const stop = credentials.subscribe((views) => seen.push(views.length));
    credentials.setWaiting(new Map([['openai', { waiting: 3, continuing: 2 }]]));
    credentials.setWaiting(new Map([['openai', { waiting: 3, continuing: 2 }]]));
    stop();
    credentials.setWaiting(new Map());
    expect(seen).toEqual([2]);
    expect(credentials.list()[1]).toBe(corp);
    expect(credentials.list()[0]?.version).toBeGreaterThan(openai?.version ?? 0);
  });

  it('holds a key that the password store fails on, says it once, and stores it when asked again', async () => {
    const { credentials, notStored } = await start();
    await credentials.set('openai', 'an-older-secret');
    const encrypt = vi.spyOn(box, 'encrypt').mockImplementation(() => {
      throw new Error('the keyring is full');
    });
    await credentials.set('openai', 'the-secret');
    expect(notStored).toEqual(['openai']);
    expect(await credentials.grant('openai')).toEqual(granted(2, 'the-secret'));
    expect(row(credentials, 'openai')).toMatchObject({
      store: 'memory',
      state: { phase: 'cannot-store', failed: true },
      acts: ['set-key', 'store-again', 'check', 'remove'],
    });
    const again = await credentials.storeAgain('openai');
    expect(again).toMatchObject({ ok: false, failure: { kind: 'storage' } });
    expect(JSON.stringify(again)).not.toContain('the-secret');
    expect(notStored).toEqual(['openai']);
    // Neither the old key nor the new one is there after a quit now.
    expect(await (await start()).credentials.grant('openai')).toBeNull();
    encrypt.mockRestore();
    expect(await credentials.storeAgain('openai')).toEqual({ ok: true, value: null });
    expect(await credentials.storeAgain('openai')).toBeNull();
    expect(row(credentials, 'openai')).toMatchObject({
      store: 'keyring',
      generation: 2,
      state: { phase: 'not-checked' },
      acts: ['set-key', 'check', 'remove'],
    });
    expect((await (await start()).credentials.grant('openai'))?.grant).toEqual({
      kind: 'api-key',
      secret: 'the-secret',
    });
  });

  it('works on with a full disk and says which sign-in was not stored', async () => {
    const { credentials, notStored, file } = await start(() =>
      Promise.reject(new Error('ENOSPC: no space left on device')),
    );
    expect((await credentials.set('openai', 'the-secret')).ok).toBe(true);
    expect(notStored).toEqual(['openai']);
    expect(await credentials.grant('openai')).toEqual(granted(1, 'the-secret'));
    expect(row(credentials, 'openai')?.store).toBe('memory');
    await file.close();
  });
});

describe('device tokens', () => {
  it('belong to one gateway address each', async () => {
    const { vault } = await start();
    const tokens = createDeviceTokens(vault);
    await tokens.write('ws://127.0.0.1:18789', 'device-token-a');
    expect(await tokens.read('ws://127.0.0.1:18789')).toBe('device-token-a');
    expect(await tokens.read('ws://127.0.0.1:18790')).toBeNull();
    await tokens.clear('ws://127.0.0.1:18789');
    expect(await tokens.read('ws://127.0.0.1:18789')).toBeNull();
  });
});
