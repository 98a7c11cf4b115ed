import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

const COMPLETE = '.complete';

/**
 * Where everything fetched for development is kept: `BULKHEAD_CACHE`, else `bulkhead` in the
 * person's cache folder (`XDG_CACHE_HOME`, else `~/.cache`).
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} an absolute path
 */
export function cacheRoot(env) {
  if (env.BULKHEAD_CACHE) return env.BULKHEAD_CACHE;
  const xdg = env.XDG_CACHE_HOME;
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'bulkhead');
}

/**
 * Whether `folder` was filled to the end by `cachedFolder`.
 * @param {string} folder
 */
export function isCached(folder) {
  return existsSync(join(folder, COMPLETE));
}

/**
 * Fills `folder` once: `fill` works in a folder beside it that takes the name only when complete.
 * Safe when two processes do it at once; what a killed one left behind is removed.
 * @param {string} folder
 * @param {(unfinished: string) => Promise<void>} fill
 * @returns {Promise<void>} rejects with what `fill` rejects with, and then `folder` is absent
 */
export async function cachedFolder(folder, fill) {
  if (isCached(folder)) return;
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent, basename(folder));
  const unfinished = `${folder}.tmp-${process.pid}-${randomBytes(3).toString('hex')}`;
  try {
    await mkdir(unfinished);
    await fill(unfinished);
    await writeFile(join(unfinished, COMPLETE), '');
    await takeName(unfinished, folder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/**
 * @param {string} unfinished
 * @param {string} folder
 */
async function takeName(unfinished, folder) {
  if (!isCached(folder)) await rm(folder, { recursive: true, force: true });
  try {
    await rename(unfinished, folder);
  } catch (error) {
    if (!isCached(folder)) throw error;
  }
}

/**
 * @param {string} parent
 * @param {string} name
 */
async function removeAbandoned(parent, name) {
  for (const entry of await readdir(parent)) {
    const owner = entry.startsWith(`${name}.tmp-`) ? /\.tmp-(\d+)-/.exec(entry)?.[1] : undefined;
    if (owner === undefined || existsSync(`/proc/${owner}`)) continue;
    await rm(join(parent, entry), { recursive: true, force: true });
  }
}
