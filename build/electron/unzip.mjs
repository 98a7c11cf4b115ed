import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

import yauzl from 'yauzl';

const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;

/**
 * Unpacks a zip file with its file modes and symbolic links.
 * @param {string} zipFile
 * @param {string} folder exists
 * @param {(name: string) => string | null} place where an entry goes, relative to `folder`; null
 *   leaves it out
 */
export async function unzip(zipFile, folder, place) {
  const zip = await yauzl.openPromise(zipFile);
  for await (const entry of zip.eachEntry()) {
    const relative = place(entry.fileName);
    if (relative === null || relative === '' || entry.fileName.endsWith('/')) continue;
    const target = join(folder, relative);
    const mode = entry.externalFileAttributes >>> 16;
    await mkdir(dirname(target), { recursive: true });
    const content = await zip.openReadStreamPromise(entry);
    if ((mode & FILE_TYPE) === SYMLINK) await symlink(await text(content), target);
    else await pipeline(content, createWriteStream(target, { mode: mode & 0o777 || 0o644 }));
  }
}
