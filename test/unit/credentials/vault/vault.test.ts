import { mkdtemp, readFile, readdir, rename, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Vault, type VaultDeps } from '../../../../electron/credentials/vault/vault.ts';
import { silentLog } from '../../../../electron/base/log.ts';
import { readRegularFile, replaceFile } from '../../../../electron/base/files.ts';
import { createRedactor } from '../../../../electron/base/redact.ts';
import { ScriptedSecretBox } from '../../../fakes/scripted-secret-box.ts';

const secret = 'sk-canary-0123456789abcdef';

let folder: string;
let box: ScriptedSecretBox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-vault-'));
  box = new ScriptedSecretBox();
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const open = async (more: Partial<VaultDeps> = {}): Promise<Vault> => {
  const vault = new Vault({
    folder: join(folder, 'vault'),
    box,
    log: silentLog,
    redactor: createRedactor(),
    now: () => 7,
    ...more,
  });
  await vault.open();
  return vault;
};

const everything = async (): Promise<string> => {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
  );
  return texts.join('\n');
};

describe('Vault', () => {
  it('gives a secret back after a restart, and no file contains it', async () => {
    const vault = await open();
    expect(await vault.write('credential-openai', secret)).toEqual({
      store: 'keyring',
      failure: null,
    });
    expect(vault.storeOf('credential-openai')).toBe('keyring');
    const again = await open();
    expect(again.read('credential-openai')).toBe(secret);
    expect(again.storeOf('credential-openai')).toBe('keyring');
    const stored = await everything();
    for (const form of [secret, Buffer.from(secret).toString('base64'), 'canary']) {
      expect(stored).not.toContain(form);
    }
    const file = join(folder, 'vault', 'credential-openai.secret');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'vault'))).mode & 0o777).toBe(0o700);
  });

  it('keeps the newest of many writes, also on disk, and forgets what is removed', async () => {
    const vault = await open();
    await Promise.all(Array.from({ length: 10 }, (_, n) => vault.write('a', `${secret}-${n}`)));
    expect((await open()).read('a')).toBe(`${secret}-9`);
    await vault.remove('a');
    await vault.remove('never-there');
    expect(vault.read('a')).toBeNull();
    expect((await open()).read('a')).toBeNull();
    expect(vault.storeOf('a')).toBe('none');
  });

  it.each([{ phase: 'locked' }, { phase: 'none', why: 'no password store is running' }] as const)(
    'keeps to memory while the password store is %j',
    async (keyring) => {
      box.keyring = keyring;
      const vault = await open();
      expect(await vault.write('a', secret)).toEqual({ store: 'memory', failure: null });
      expect(vault.read('a')).toBe(secret);
      expect(vault.storeOf('a')).toBe('memory');
      expect(await everything()).toBe('');
      expect((await open()).read('a')).toBeNull();
    },
  );

  it('leaves what is stored alone while the password store is locked', async () => {
    await (await open()).write('a', secret);
    box.keyring = { phase: 'locked' };
    expect((await open()).read('a')).toBeNull();
    box.keyring = { phase: 'unlocked', backend: 'scripted' };
    expect((await open()).read('a')).toBe(secret);
  });

  it('does not bring back what was replaced or forgotten while the password store was locked', async () => {
    const before = await open();
    for (const name of ['replaced', 'forgotten']) await before.write(name, 'the-older-secret');
    box.keyring = { phase: 'locked' };
    const vault = await open();
    expect(await vault.write('replaced', secret)).toEqual({ store: 'memory', failure: null });
    await vault.remove('forgotten');
    expect(vault.read('replaced')).toBe(secret);
    box.keyring = { phase: 'unlocked', backend: 'scripted' };
    const later = await open();
    expect(['replaced', 'forgotten'].map((name) => later.read(name))).toEqual([null, null]);
  });

  it('reads what is stored, and stores what it held, once the password store is unlocked', async () => {
    const before = await open();
    for (const name of ['kept', 'given-anew', 'forgotten', 'cut']) await before.write(name, secret);
    await truncate(join(folder, 'vault', 'cut.secret'), 20);
    box.keyring = { phase: 'locked' };
    const vault = await open();
    expect(vault.isOutOfReach('kept')).toBe(true);
    await vault.write('given-anew', 'newer');
    await vault.write('typed', secret);
    await vault.remove('forgotten');
    expect(await vault.look()).toBe(false);
    box.keyring = { phase: 'none', why: 'no password store is running' };
    expect(await vault.look()).toBe(true);
    expect(vault.storeOf('typed')).toBe('memory');

    box.keyring = { phase: 'unlocked', backend: 'scripted' };
    expect(await vault.look()).toBe(true);
    expect(await vault.look()).toBe(false);
    expect(vault.read('kept')).toBe(secret);
    expect(vault.isOutOfReach('kept')).toBe(false);
    expect(vault.damaged).toEqual(['cut']);
    expect(vault.storeOf('typed')).toBe('keyring');
    const later = await open();
    expect(['kept', 'given-anew', 'typed', 'forgotten'].map((name) => later.read(name))).toEqual([
      secret,
      'newer',
      secret,
      null,
    ]);
  });

  it.each([
    [
      'only encodes',
      { encrypt: (text: string) => Buffer.from(Buffer.from(text).toString('base64')) },
    ],
    ['keeps text as it is', { encrypt: (text: string) => Buffer.from(text) }],
    ['gives nothing', { encrypt: () => new Uint8Array() }],
    ['gives back something else', { decrypt: () => 'else' }],
    [
      'throws',
      {
        encrypt: () => {
          throw new Error('not available');
        },
      },
    ],
  ])('never trusts a password store that %s', async (_what, broken) => {
    Object.assign(box, broken);
    const vault = await open();
    expect(vault.keyring.phase).toBe('none');
    expect((await vault.write('a', secret)).store).toBe('memory');
    expect(await everything()).toBe('');
  });

  it('goes on without a file that was cut in half, and keeps it beside', async () => {
    const vault = await open();
    await vault.write('good', secret);
    await vault.write('cut', secret);
    await truncate(join(folder, 'vault', 'cut.secret'), 20);
    const again = await open();
    expect(again.read('good')).toBe(secret);
    expect(again.read('cut')).toBeNull();
    expect(again.damaged).toEqual(['cut']);
    expect(await readdir(join(folder, 'vault'))).toContain('cut.secret.broken-7');
    await again.write('cut', 'a-new-secret');
    expect((await open()).read('cut')).toBe('a-new-secret');
  });

  it('does not take the secret of one name for that of another', async () => {
    await (await open()).write('mine', secret);
    await rename(join(folder, 'vault', 'mine.secret'), join(folder, 'vault', 'yours.secret'));
    expect((await open()).read('yours')).toBeNull();
  });

  it('holds a secret that a full disk refused, says so, and does not bring back an older one', async () => {
    await (await open()).write('a', 'the-older-secret');
    const full = await open({
      write: () => Promise.reject(new Error('ENOSPC: no space left on device')),
    });
    const kept = await full.write('a', secret);
    expect(kept.store).toBe('memory');
    expect(kept.failure?.kind).toBe('storage');
    expect(kept.failure?.detail).toContain('ENOSPC');
    expect(full.read('a')).toBe(secret);
    expect((await open()).read('a')).toBeNull();
  });

  it('stores what a full disk refused once there is room, the newest of it', async () => {
    let isFull = true;
    const full = await open({
      write: (path, content) =>
        isFull ? Promise.reject(new Error('ENOSPC')) : replaceFile(path, content),
    });
    await full.write('a', 'the-older-secret');
    await full.write('a', secret);
    expect(await full.storeAgain()).toBe(false);
    expect(full.hasFailed('a')).toBe(true);
    isFull = false;
    expect(await full.storeAgain()).toBe(true);
    expect(full.storeOf('a')).toBe('keyring');
    expect((await open()).read('a')).toBe(secret);
  });

  it('leaves a file where it is that could not be read for want of descriptors, and reads it later', async () => {
    await (await open()).write('a', secret);
    let isShort = true;
    const short = await open({
      read: (path, most) =>
        isShort
          ? Promise.reject(Object.assign(new Error('too many'), { code: 'EMFILE' }))
          : readRegularFile(path, most),
    });
    expect(short.damaged).toEqual([]);
    expect(short.isOutOfReach('a')).toBe(true);
    expect(await short.readAgain()).toBe(false);
    isShort = false;
    expect(await short.readAgain()).toBe(true);
    expect(short.read('a')).toBe(secret);
  });

  it('tells the redactor about every secret that it takes or reads', async () => {
    await (await open()).write('a', secret);
    const redactor = createRedactor();
    await open({ redactor });
    expect(redactor.text(`x ${secret.slice(3)} ${secret}`)).not.toContain(secret);
  });
});
