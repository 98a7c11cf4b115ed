import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { projectRoot } from '../electron/pinned.mjs';

/**
 * @typedef {{ name: string, version: string, licence: string, text: string | null }} Licence
 *   `licence` is what its package.json says; `text` is null where the package carries none
 */

/**
 * The licences of all that was bundled into `out/`, by the source maps of what was built: what a module
 * names and the bundle left out is not among them.
 * @param {string} [out] the folder of the build
 * @returns {Promise<readonly Licence[]>} by name; rejects when there is no build, or a package says nothing
 *   of its licence
 */
export async function bundledLicences(out = join(projectRoot, 'out')) {
  /** @type {Set<string>} */
  const folders = new Set();
  for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.map')) continue;
    /** @type {{ sources: readonly string[] }} */
    const map = JSON.parse(await readFile(join(entry.parentPath, entry.name), 'utf8'));
    for (const source of map.sources) {
      const folder = packageFolder(source);
      if (folder !== null) folders.add(folder);
    }
  }
  // no file of its own is compiled from it: the page names the font by a style sheet
  folders.add('@fontsource-variable/inter');
  if (folders.size < 2) throw new Error(`there is no build with source maps in ${out}`);
  return Promise.all([...folders].sort().map(licenceOf));
}

/**
 * Where below node_modules a source comes from, or null when it is ours. Pure.
 * @param {string} source as a source map names it
 */
export function packageFolder(source) {
  const at = source.lastIndexOf('node_modules/');
  if (at === -1) return null;
  const from = source.indexOf('node_modules/') + 'node_modules/'.length;
  const [first = '', second = ''] = source.slice(at + 'node_modules/'.length).split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return `${source.slice(from, at + 'node_modules/'.length)}${name}`;
}

/** @param {string} folder below node_modules */
const licenceOf = (folder) => licenceIn(join(projectRoot, 'node_modules', folder));

/**
 * @param {string} place the folder of a package
 * @returns {Promise<Licence>}
 */
async function licenceIn(place) {
  /** @type {{ name: string, version: string, license?: unknown, licenses?: unknown }} */
  const { name, version, license, licenses } = JSON.parse(
    await readFile(join(place, 'package.json'), 'utf8'),
  );
  const licence = named(license ?? licenses);
  if (licence === '') throw new Error(`${place} does not say its licence`);
  const file = (await readdir(place)).find((entry) => /^licen[cs]e(?:[.-]|$)/i.test(entry));
  const text = file === undefined ? null : await readFile(join(place, file), 'utf8');
  return { name, version, licence, text };
}

/**
 * What a package.json says of its licence, in any of the forms that were ever in use.
 * @param {unknown} value
 * @returns {string}
 */
function named(value) {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(named).join(' OR ');
  return typeof value === 'object' && value !== null && 'type' in value ? named(value.type) : '';
}

/**
 * Writes the licences that the app and the command line list, as JSON: ours, Electron's and those of all
 * that was bundled so far. What Chromium is made of lies beside the executable, as Electron brings it.
 * @param {string} [file]
 * @param {string} [out] the folder of the build
 */
export async function writeLicenceList(file = join(projectRoot, 'out/cli/licences.json'), out) {
  const ours = { ...(await licenceIn(projectRoot)), name: 'Bulkhead' };
  const electron = { ...(await licenceOf('electron')), name: 'Electron' };
  await writeFile(file, JSON.stringify([ours, electron, ...(await bundledLicences(out))]));
}

/**
 * Writes the licences of all that is bundled, one below the other.
 * @param {string} file
 */
export async function writeLicences(file) {
  const licences = await bundledLicences();
  const parts = licences.map(({ name, version, licence, text }) =>
    [`${name} ${version} (${licence})`, text ?? 'It carries no text of its licence.'].join('\n\n'),
  );
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  const head =
    "Bulkhead's own licence is in LICENSE, those of Electron and Chromium in LICENSE.electron.txt and " +
    'LICENSES.chromium.html. Bundled into it are the packages below.';
  await writeFile(file, `${[head, ...parts].join(line)}\n`);
}
