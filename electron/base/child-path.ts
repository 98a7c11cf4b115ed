import { join } from 'node:path';

/**
 * The path of a file or folder directly in `folder`, named by what came from outside. Throws for a
 * name that would lead anywhere else: `.`, `..`, one with a slash or NUL in it, the empty one.
 */
export const childPath = (folder: string, name: string): string => {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) {
    throw new Error('a name that is no file name');
  }
  return join(folder, name);
};
