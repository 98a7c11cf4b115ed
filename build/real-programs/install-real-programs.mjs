import { createHash } from 'node:crypto';
import { cp, readFile, rename } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import { cachedFolder, cacheRoot, isCached } from '../cache.mjs';
import { projectRoot } from '../electron/pinned.mjs';
import { runCommand } from '../run-command.mjs';

const MANIFESTS = join(projectRoot, 'test/real/programs');
const INSTALL_MS = 900_000;

/** Codex's target triple for each architecture that npm serves it for. */
const TRIPLES = /** @type {Readonly<Record<string, string>>} */ ({
  x64: 'x86_64-unknown-linux-musl',
  arm64: 'aarch64-unknown-linux-musl',
});

/**
 * @typedef {{ node26: string, openclawEntry: string, codex: string, newerCodex: string }} RealPrograms
 *   absolute paths: the Node that runs the gateway, the gateway's entry script, and codex's native
 *   binary in the oldest version that is accepted and in a newer one
 */

/**
 * Installs the real gateway with its own Node, and the real codex, by `npm ci` from the lockfiles
 * in test/real/programs, into a cache folder named after those lockfiles. Reused when present.
 * `BULKHEAD_REAL_PROGRAMS` names a folder laid out like that one instead.
 * @param {AbortSignal} [signal]
 * @returns {Promise<RealPrograms>} rejects with npm's own words when it fails
 */
export async function installRealPrograms(signal) {
  const folder = await realProgramsFolder();
  if (!process.env.BULKHEAD_REAL_PROGRAMS) {
    await cachedFolder(folder, (unfinished) => install(unfinished, signal));
  }
  return programsIn(folder);
}

/** @returns {Promise<boolean>} whether nothing would be fetched */
export async function areRealProgramsInstalled() {
  return Boolean(process.env.BULKHEAD_REAL_PROGRAMS) || isCached(await realProgramsFolder());
}

/** Where the programs are, or will be. */
async function realProgramsFolder() {
  if (process.env.BULKHEAD_REAL_PROGRAMS) return process.env.BULKHEAD_REAL_PROGRAMS;
  const hash = createHash('sha256');
  for (const lock of ['node/package-lock.json', 'package-lock.json']) {
    hash.update(await readFile(join(MANIFESTS, lock)));
  }
  const key = `${hash.digest('hex').slice(0, 12)}-${process.arch}`;
  return join(cacheRoot(process.env), 'real-programs', key);
}

/**
 * @param {string} folder
 * @param {AbortSignal} [signal]
 */
async function install(folder, signal) {
  const staged = join(folder, 'staged');
  await cp(MANIFESTS, staged, { recursive: true });
  await npmCi(join(staged, 'node'), process.env.PATH ?? '', signal);
  // openclaw's preinstall script refuses older Nodes, so npm itself runs on the new one
  const node = dirname(nodeIn(staged));
  await npmCi(staged, [node, process.env.PATH ?? ''].join(delimiter), signal);
  for (const part of ['node', 'node_modules']) await rename(join(staged, part), join(folder, part));
}

/**
 * @param {string} cwd
 * @param {string} path
 * @param {AbortSignal} [signal]
 */
async function npmCi(cwd, path, signal) {
  // what npm tells its scripts about this project would be taken for settings of that one
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(NODE_OPTIONS$|npm_(package|lifecycle|config_local_prefix))/.test(name),
    ),
  );
  const done = await runCommand('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    env: { ...env, PATH: path },
    timeoutMs: INSTALL_MS,
    signal,
  });
  signal?.throwIfAborted();
  if (done.code !== 0) throw new Error(`npm ci in ${cwd} failed:\n${done.output.slice(-3000)}`);
}

/** @param {string} folder */
function nodeIn(folder) {
  return join(folder, `node/node_modules/node-linux-${process.arch}/bin/node`);
}

/**
 * @param {string} folder
 * @returns {RealPrograms}
 */
function programsIn(folder) {
  const modules = join(folder, 'node_modules');
  const codex = `@openai/codex-linux-${process.arch}/vendor/${TRIPLES[process.arch] ?? ''}/bin/codex`;
  return {
    node26: nodeIn(folder),
    openclawEntry: join(modules, 'openclaw/openclaw.mjs'),
    codex: join(modules, codex),
    newerCodex: join(modules, 'codex-newer/node_modules', codex),
  };
}
