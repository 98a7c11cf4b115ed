import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { readRegularFile } from '../base/files.ts';
import { placesIn } from '../base/paths.ts';
import { errnoOf } from '../base/values.ts';

/** An Ed25519 key pair that a gateway knows this panel by. */
export interface DeviceIdentity {
  /** SHA-256 of the raw public key, hex. */
  readonly deviceId: string;
  readonly publicKeyPem: string;
  readonly privateKeyPem: string;
}

/** The 32 raw bytes of an Ed25519 public key, base64url, as `connect` carries them. */
export const rawPublicKey = (publicKeyPem: string): string => {
  const der = createPublicKey(publicKeyPem).export({ format: 'der', type: 'spki' });
  return der.subarray(-32).toString('base64url');
};

/** Signs a connect payload with Ed25519, base64url. */
export const signWith = (privateKeyPem: string, payload: string): string =>
  sign(null, Buffer.from(payload, 'utf8'), privateKeyPem).toString('base64url');

/** The identity of a private key (PKCS#8 PEM); throws when that is no Ed25519 key. */
export const identityOf = (privateKeyPem: string): DeviceIdentity => {
  const privateKey = createPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const publicKeyPem = createPublicKey(privateKey)
    .export({ format: 'pem', type: 'spki' })
    .toString();
  const raw = Buffer.from(rawPublicKey(publicKeyPem), 'base64url');
  return {
    deviceId: createHash('sha256').update(raw).digest('hex'),
    publicKeyPem,
    privateKeyPem,
  };
};

/** A new identity that is written nowhere. */
export const newIdentity = (): DeviceIdentity => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return identityOf(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
};

/** The file of the identity for one gateway address. */
export const identityPath = (home: string, url: string): string =>
  join(
    placesIn(home).devices,
    `${createHash('sha256').update(url).digest('hex').slice(0, 16)}.pem`,
  );

/**
 * Reads the identity for a gateway address, or makes it: one key pair per address, so that two
 * gateways cannot tell that they talk to the same device. The file is 0600 in a 0700 folder and
 * appears whole or not at all; when two processes race, both get the one that came first. A file
 * that is not a key, or not a file of its own, is kept beside as `.damaged` and replaced.
 */
export const loadIdentity = async (home: string, url: string): Promise<DeviceIdentity> => {
  const path = identityPath(home, url);
  await mkdir(placesIn(home).devices, { recursive: true, mode: 0o700 });
  const existing = await readIdentity(path);
  if (existing !== null) return existing;

  const made = newIdentity();
  const draft = `${path}.${randomBytes(6).toString('hex')}.new`;
  await writeFile(draft, made.privateKeyPem, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, path);
    return made;
  } catch (thrown) {
    if (errnoOf(thrown) !== 'EEXIST') throw thrown;
    return (await readIdentity(path)) ?? made;
  } finally {
    await rm(draft, { force: true });
  }
};

/** Of a key. */
const mostBytes = 64 * 1024;

const readIdentity = async (path: string): Promise<DeviceIdentity | null> => {
  try {
    return identityOf((await readRegularFile(path, mostBytes)).toString('utf8'));
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null;
    if (errnoOf(thrown) === 'EACCES' || errnoOf(thrown) === 'EIO') throw thrown;
  }
  await rename(path, `${path}.damaged`);
  return null;
};
