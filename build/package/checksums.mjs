import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Writes `SHA256SUMS` into `folder`, as `sha256sum --check` reads it there.
 * @param {string} folder where the files lie
 * @param {readonly string[]} files
 * @returns {Promise<string>} the file that was written
 */
export async function writeChecksums(folder, files) {
  /** @type {string[]} */
  const lines = [];
  for (const file of [...files].sort()) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    lines.push(`${hash.digest('hex')}  ${basename(file)}\n`);
  }
  const sums = join(folder, 'SHA256SUMS');
  await writeFile(sums, lines.join(''));
  return sums;
}
