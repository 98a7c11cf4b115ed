import { verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import {
  identityPath,
  loadIdentity,
  newIdentity,
  rawPublicKey,
  signWith,
} from '../../../electron/wire/device-identity.ts';

let home: string;
const url = 'ws://127.0.0.1:28789';

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'bulkhead-identity-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('an identity signs with a key whose hash is its id', () => {
  const identity = newIdentity();
  expect(Buffer.from(rawPublicKey(identity.publicKeyPem), 'base64url').length).toBe(32);
  expect(identity.deviceId).toMatch(/^[0-9a-f]{64}$/);
  const signature = Buffer.from(signWith(identity.privateKeyPem, 'payload'), 'base64url');
  expect(verify(null, Buffer.from('payload'), identity.publicKeyPem, signature)).toBe(true);
});

test('it is made once, private, and found again', async () => {
  const made = await loadIdentity(home, url);
  expect(await loadIdentity(home, url)).toEqual(made);
  expect((await stat(identityPath(home, url))).mode & 0o777).toBe(0o600);
  expect((await stat(join(home, 'devices'))).mode & 0o777).toBe(0o700);
  expect((await readdir(join(home, 'devices'))).length).toBe(1);
});

test('each gateway knows another device', async () => {
  const one = await loadIdentity(home, url);
  expect((await loadIdentity(home, 'wss://nas.example')).deviceId).not.toBe(one.deviceId);
});

test('two that come at once get the same one', async () => {
  const both = await Promise.all([loadIdentity(home, url), loadIdentity(home, url)]);
  expect(new Set(both.map(({ deviceId }) => deviceId)).size).toBe(1);
  expect((await loadIdentity(home, url)).deviceId).toBe(both[0].deviceId);
});

test('a damaged file is kept beside and replaced', async () => {
  const { deviceId } = await loadIdentity(home, url);
  const path = identityPath(home, url);
  await writeFile(path, 'not a key');
  expect((await loadIdentity(home, url)).deviceId).not.toBe(deviceId);
  expect(await readFile(`${path}.damaged`, 'utf8')).toBe('not a key');
});
