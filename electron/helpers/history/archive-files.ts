import { mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { isUnreadable, readRegularFile, replaceFile, setAside } from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { errnoOf } from '../../base/values.ts';

/** A line may be longer than a segment is meant to be; a file beyond this is none of ours. */
export const mostRead = 16 * 1024 * 1024;

const namePattern = /^ended-(\d{8})\.jsonl$/;
const newline = 0x0a;

/** The few file operations that the archive needs; tests give some that fail. */
export interface ArchiveFiles {
  /** Writes at `at`, through to the disk; what could not be written whole is cut off again. */
  readonly write: (file: string, at: number, content: Buffer) => Promise<void>;
  readonly replace: (file: string, content: Buffer) => Promise<void>;
  readonly remove: (file: string) => Promise<void>;
}

const write: ArchiveFiles['write'] = async (file, at, content) => {
  if (at === 0) await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, at === 0 ? 'w' : 'r+', 0o600);
  try {
    // What an earlier end cut off is gone before anything is behind it.
    await handle.truncate(at);
    try {
      for (let done = 0; done < content.length;) {
        const { bytesWritten } = await handle.write(
          content,
          done,
          content.length - done,
          at + done,
        );
        done += bytesWritten;
      }
      await handle.datasync();
    } catch (thrown) {
      await handle.truncate(at).catch(() => undefined);
      throw thrown;
    }
  } finally {
    await handle.close();
  }
};

/** The real files. */
export const archiveFiles: ArchiveFiles = {
  write,
  replace: replaceFile,
  remove: (file) => rm(file, { force: true }),
};

/** The path of a segment. Pure. */
export const segmentFile = (folder: string, n: number): string =>
  path.join(folder, `ended-${String(n).padStart(8, '0')}.jsonl`);

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (thrown) {
    // Whoever only asks leaves nothing behind: the first line makes it.
    if (errnoOf(thrown) === 'ENOENT') return [];
    throw thrown;
  }
};

/** The numbers of the segments in a folder, in their order; none where there is no folder. */
export const segmentNumbers = async (folder: string): Promise<readonly number[]> => {
  return (await namesIn(folder))
    .flatMap((name) => Number(namePattern.exec(name)?.[1] ?? NaN))
    .filter((n) => !Number.isNaN(n))
    .sort((a, b) => a - b);
};

/** A line, with its newline, where it stands. */
export interface Line {
  readonly at: number;
  readonly bytes: number;
  readonly text: string;
}

/** The lines of a file's content; what follows the last newline is torn. Pure. */
export const linesOf = (content: Buffer): { lines: readonly Line[]; torn: Buffer } => {
  const lines: Line[] = [];
  let at = 0;
  for (;;) {
    const end = content.indexOf(newline, at);
    if (end === -1) return { lines, torn: content.subarray(at) };
    lines.push({ at, bytes: end + 1 - at, text: content.toString('utf8', at, end) });
    at = end + 1;
  }
};

/** Reads a segment; null when it cannot be read, and then where it is now is in `aside`. */
export const readSegment = async (
  file: string,
  log: Log,
  aside: string[],
): Promise<Buffer | null> => {
  try {
    return await readRegularFile(file, mostRead);
  } catch (thrown) {
    log.warn('archive.not-read', { file: path.basename(file), error: String(thrown) });
    // What passes is tried again by the next run.
    const moved = isUnreadable(thrown) ? await setAside(file).catch(() => file) : file;
    aside.push(moved);
    return null;
  }
};

/** Keeps what is no record beside its segment, and answers where. */
export const keepBroken = async (file: string, broken: readonly Buffer[]): Promise<string> => {
  const beside = `${file}.broken`;
  const handle = await open(beside, 'a', 0o600);
  try {
    await handle.writeFile(Buffer.concat(broken.flatMap((one) => [one, Buffer.of(newline)])));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return beside;
};

/** The text of one line of a segment. Rejects with what the disk says. */
export const readLine = async (
  file: string,
  { at, bytes }: Omit<Line, 'text'>,
): Promise<string> => {
  const handle = await open(file, 'r');
  try {
    const content = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(content, 0, bytes, at);
    return content.toString('utf8', 0, bytesRead).trimEnd();
  } finally {
    await handle.close();
  }
};
