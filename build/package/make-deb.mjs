import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  rm,
  writeFile,
  readFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { runCommand } from '../run-command.mjs';
import { parseFpmArguments } from './fpm-arguments.mjs';

const BUILD_MS = 900_000;

/**
 * Makes a Debian package of what fpm's arguments say, by dpkg-deb. Every file in it belongs to root and
 * can be written by nobody else, whatever rights it has here.
 * @param {readonly string[]} args as electron-builder gives them to fpm
 * @returns {Promise<void>} rejects when the target is no deb, or with what dpkg-deb says
 */
export async function makeDeb(args) {
  const given = parseFpmArguments(args);
  const { target, file, compression } = given.options;
  if (target !== 'deb') throw new Error(`a ${target ?? 'package'} cannot be made by dpkg-deb`);
  if (file === undefined) throw new Error('--package does not name the file to make');
  const root = await mkdtemp(join(tmpdir(), 'bulkhead-deb-'));
  try {
    for (const { from, to } of given.files) await place(from, join(root, to));
    const { files, bytes } = await settle(root);
    await describe(root, given, files, bytes);
    const { code, output } = await runCommand(
      'dpkg-deb',
      [
        '--root-owner-group',
        `-Z${compression ?? 'xz'}`.replace(/zst$/, 'zstd'),
        '--build',
        root,
        file,
      ],
      { timeoutMs: BUILD_MS },
    );
    if (code !== 0) throw new Error(`dpkg-deb failed: ${output.trim()}`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
async function place(from, to) {
  await mkdir(dirname(to), { recursive: true });
  // verbatim: a link inside of a folder leads where it led
  await cp(from, to, { recursive: true, verbatimSymlinks: true });
}

/**
 * Gives everything below `root` the rights that a package has.
 * @param {string} root
 * @returns {Promise<{ files: string[], bytes: number }>} the files, relative and sorted
 */
async function settle(root) {
  /** @type {string[]} */
  const files = [];
  let bytes = 0;
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const { mode, size } = await lstat(path);
    const runs = entry.isDirectory() || (mode & 0o111) !== 0;
    await chmod(path, runs ? 0o755 : 0o644);
    if (!entry.isFile()) continue;
    files.push(relative(root, path));
    bytes += size;
  }
  return { files: files.sort(), bytes };
}

/**
 * Writes the control files of the package.
 * @param {string} root
 * @param {import('./fpm-arguments.mjs').FpmArguments} given
 * @param {readonly string[]} files
 * @param {number} bytes
 */
async function describe(root, given, files, bytes) {
  const control = join(root, 'DEBIAN');
  await mkdir(control);
  await writeFile(join(control, 'control'), controlText(given, bytes));
  /** @type {string[]} */
  const sums = [];
  for (const file of files) sums.push(`${await md5(join(root, file))}  ${file}\n`);
  await writeFile(join(control, 'md5sums'), sums.join(''));
  const { afterInstall, afterRemove } = given.options;
  for (const [name, from] of /** @type {const} */ ([
    ['postinst', afterInstall],
    ['postrm', afterRemove],
  ])) {
    if (from === undefined) continue;
    await writeFile(join(control, name), await readFile(from), { mode: 0o755 });
  }
}

/**
 * The control file of a package of that many bytes. Pure.
 * @param {import('./fpm-arguments.mjs').FpmArguments} given
 * @param {number} bytes
 * @returns {string} throws when a field that dpkg wants is missing
 */
export function controlText({ options, depends, recommends }, bytes) {
  const [synopsis = '', ...more] = (options.description ?? '').split('\n');
  const wanted = (/** @type {import('./fpm-arguments.mjs').FpmOption} */ name) => {
    const value = options[name]?.trim();
    if (!value || value.includes('\n')) throw new Error(`the package needs one line for ${name}`);
    return value;
  };
  const fields = [
    ['Package', wanted('name')],
    ['Version', wanted('version')],
    ['Architecture', wanted('architecture')],
    ['Maintainer', wanted('maintainer')],
    ['Installed-Size', String(Math.ceil(bytes / 1024))],
    ['Depends', depends.join(', ')],
    ['Recommends', recommends.join(', ')],
    ['Section', options.section ?? 'utils'],
    ['Priority', options.priority ?? 'optional'],
    ['Homepage', wanted('homepage')],
    ['Description', synopsis.trim()],
  ].filter(([, value]) => value !== '');
  // a line of a description begins with a space, and an empty one is a full stop
  const details = more.map((line) => (line.trim() === '' ? ' .' : ` ${line.trim()}`));
  return [...fields.map(([name, value]) => `${name}: ${value}`), ...details, ''].join('\n');
}

/** @param {string} file */
async function md5(file) {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
