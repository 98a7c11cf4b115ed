import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

/** True for a file that may be run. */
export const mayBeRun = async (path: string): Promise<boolean> => {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
};

/** The same path with a leading `~` as the home folder, where that is known. */
export const expandTilde = (path: string, home: string | undefined): string =>
  home !== undefined && home !== '' && (path === '~' || path.startsWith('~/'))
    ? join(home, path.slice(1))
    : path;

/** Where a program is by the folders of a PATH, as the first of them names it; null when nowhere. */
export const findInPath = async (name: string, path: string): Promise<string | null> => {
  for (const folder of path.split(delimiter)) {
    const file = join(folder, name);
    // An empty or relative entry means the current folder, which is not a place of programs.
    if (isAbsolute(folder) && (await mayBeRun(file))) return file;
  }
  return null;
};
