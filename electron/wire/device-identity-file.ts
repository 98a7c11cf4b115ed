import { createHash, randomBytes } from 'node:crypto';
import { link, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { placesIn } from '../base/paths.ts';
import { errnoOf } from '../base/values.ts';
import { identityOf, newIdentity, type DeviceIdentity } from './device-identity.ts';

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

const readIdentity = async (path: string): Promise<DeviceIdentity | null> => {
  try {
    const stat = await lstat(path);
    if (stat.isFile()) return identityOf(await readFile(path, 'utf8'));
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return null;
    if (errnoOf(thrown) === 'EACCES' || errnoOf(thrown) === 'EIO') throw thrown;
  }
  await rename(path, `${path}.damaged`);
  return null;
};
