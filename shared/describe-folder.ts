import { isolated } from './isolated.ts';
/** Why no helper can work in a folder. */
export type FolderWrong = 'no-whole-path' | 'missing' | 'no-folder' | 'not-readable' | 'silent';

/** What is wrong with a folder, as the middle of a sentence. Pure. */
export const describeFolder = (wrong: FolderWrong, folder: string): string => {
  const shown = isolated(folder);
  switch (wrong) {
    case 'no-whole-path':
      return `the folder ${shown} is not a whole path`;
    case 'missing':
      return `the folder ${shown} does not exist`;
    case 'no-folder':
      return `${shown} is not a folder`;
    case 'not-readable':
      return `the folder ${shown} cannot be read`;
    case 'silent':
      return `the folder ${shown} does not answer`;
  }
};
