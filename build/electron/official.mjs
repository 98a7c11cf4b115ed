import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { downloadArtifact, ElectronDownloadCacheMode, initializeProxy } from '@electron/get';

import { cachedFolder } from '../cache.mjs';
import { pinnedElectron, projectRoot } from './pinned.mjs';
import { unzip } from './unzip.mjs';

const CONNECT_MS = 20_000;
const STALL_MS = 60_000;

/**
 * Where the official binary of the pinned version is kept.
 * @param {string} cache
 */
export function officialFolder(cache) {
  return join(cache, 'electron', `${pinnedElectron}-${process.platform}-${process.arch}`);
}

/**
 * Fetches the official Electron from GitHub into the cache, and nothing anywhere else; its checksum
 * is held against the npm package's.
 * @param {string} cache
 * @param {{
 *   signal?: AbortSignal | undefined,
 *   checksums?: Record<string, string>,
 *   onProgress?: (progress: { transferred: number, total?: number | undefined }) => void,
 * }} [options] `checksums` are sha256 by file name; `onProgress` is called with bytes
 * @returns {Promise<void>} rejects when nothing arrives within 20 s, when the download stalls for
 *   60 s, or when the checksum differs
 */
export async function fetchOfficial(cache, options = {}) {
  await cachedFolder(officialFolder(cache), async (folder) => {
    const checksums = options.checksums ?? (await pinnedChecksums());
    const zip = await download(folder, checksums, options.signal, options.onProgress);
    await unzip(zip, folder, (name) => name);
    await rm(dirname(zip), { recursive: true });
  });
}

/**
 * @param {string} folder
 * @param {Record<string, string>} checksums
 * @param {AbortSignal} [signal]
 * @param {(progress: { transferred: number, total?: number | undefined }) => void} [onProgress]
 * @returns {Promise<string>} the file, alone in a folder of its own below `folder`
 */
async function download(folder, checksums, signal, onProgress) {
  if (process.env.https_proxy || process.env.HTTPS_PROXY) {
    process.env.ELECTRON_GET_USE_PROXY ??= '1';
    initializeProxy();
  }
  const silence = new AbortController();
  const giveUp = (/** @type {string} */ why) => () => silence.abort(new Error(why));
  let timer = setTimeout(giveUp('no answer within 20 s'), CONNECT_MS);
  try {
    return await downloadArtifact({
      version: pinnedElectron,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums,
      // what the person has of other projects is used, and nothing is added to it
      cacheMode: ElectronDownloadCacheMode.ReadOnly,
      tempDirectory: folder,
      downloadOptions: {
        signal: signal ? AbortSignal.any([silence.signal, signal]) : silence.signal,
        quiet: true,
        getProgressCallback: (
          /** @type {{ transferred: number, total?: number | undefined }} */ progress,
        ) => {
          onProgress?.(progress);
          clearTimeout(timer);
          timer = setTimeout(giveUp('the download stalled for 60 s'), STALL_MS);
          return Promise.resolve();
        },
      },
    });
  } finally {
    clearTimeout(timer);
  }
}

/** @returns {Promise<Record<string, string>>} sha256 by file name */
async function pinnedChecksums() {
  return JSON.parse(
    await readFile(join(projectRoot, 'node_modules/electron/checksums.json'), 'utf8'),
  );
}
