import { UnreadableFile } from '../../base/files.ts';
import type { FileQuestion } from '../../base/file-look.ts';
import type { Looks } from '../../base/folder-look.ts';

/** How the files of a configuration are reached: any of them may be on a share that is away. */
export type ConfigLooks = Pick<Looks, 'readFile' | 'resolve'>;

/** A file that did not answer. Nothing that it could have said may be taken for absent. */
export class SilentFile extends Error {
  override readonly name = 'SilentFile';
}

/** A file that is not as private as it has to be. */
export class NotPrivate extends Error {
  override readonly name = 'NotPrivate';
}

const silent = (path: string): SilentFile => new SilentFile(`${path} does not answer`);

/**
 * Reads a file as `readRegularFile` does, following links, without a thread of ours that could hang
 * with it. Rejects as that does, and with a `SilentFile` or a `NotPrivate`.
 */
export const readThrough = async (looks: ConfigLooks, asked: FileQuestion): Promise<Buffer> => {
  const found = await looks.readFile(asked);
  switch (found.kind) {
    case 'read':
      return Buffer.from(found.content);
    case 'failed':
      throw Object.assign(new Error(`${found.code}: ${asked.path}`), { code: found.code });
    case 'no-file':
      throw new UnreadableFile('it is no regular file');
    case 'too-large':
      throw new UnreadableFile(`it has more than ${asked.maxBytes} bytes`);
    case 'not-private':
      throw new NotPrivate(`${asked.path} is not a private file`);
    case 'silent':
      throw silent(asked.path);
  }
};

/** Where a path leads to; null when nothing is there. Rejects with a `SilentFile`. */
export const realPathThrough = async (looks: ConfigLooks, path: string): Promise<string | null> => {
  const [place] = await looks.resolve([path]);
  if (place === undefined || place.isSilent === true) throw silent(path);
  return place.exists ? place.path : null;
};
