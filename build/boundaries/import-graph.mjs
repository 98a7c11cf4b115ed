import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import ts from 'typescript';

import { importsOf } from './imports-of.mjs';

/** @type {ts.CompilerOptions} */
const RESOLUTION = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  allowJs: true,
  resolveJsonModule: true,
  noEmit: true,
};

/**
 * @typedef {ReadonlyMap<string, readonly string[]>} ImportGraph
 *   from each source file to what it names: a path relative to the root for a file of the project,
 *   else the package's specifier as written
 */

/**
 * Reads the import graph of these folders, types included.
 * @param {string} root absolute
 * @param {readonly string[]} folders relative to `root`; a missing one is empty
 * @returns {ImportGraph}
 */
export function importGraph(root, folders) {
  /** @type {Map<string, readonly string[]>} */
  const graph = new Map();
  const cache = ts.createModuleResolutionCache(root, (name) => name, RESOLUTION);
  const waiting = folders.flatMap((folder) => sourceFiles(root, folder));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (graph.has(file) || !isSource(file)) continue;
    const absolute = join(root, file);
    graph.set(
      file,
      importsOf(file, readFileSync(absolute, 'utf8')).map((specifier) => {
        if (!specifier.startsWith('.')) return specifier;
        const found = ts.resolveModuleName(specifier, absolute, RESOLUTION, ts.sys, cache);
        const target = found.resolvedModule?.resolvedFileName;
        if (target === undefined) return specifier;
        const inProject = relative(root, target);
        waiting.push(inProject);
        return inProject;
      }),
    );
  }
  return graph;
}

/**
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
function sourceFiles(root, folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter(isSource);
  } catch {
    return [];
  }
}

/** @param {string} file */
function isSource(file) {
  return /\.(ts|tsx|mts|cts|mjs|cjs|js)$/.test(file);
}
