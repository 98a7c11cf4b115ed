/** Why no helper can work in a folder. */
export type FolderWrong = 'no-whole-path' | 'missing' | 'no-folder' | 'not-readable' | 'silent';

/** What is wrong with a folder, as the middle of a sentence. Pure. */
export const describeFolder = (wrong: FolderWrong, folder: string): string => {
  switch (wrong) {
    case 'no-whole-path':
      return `the folder ${folder} is not a whole path`;
    case 'missing':
      return `the folder ${folder} does not exist`;
    case 'no-folder':
      return `${folder} is not a folder`;
    case 'not-readable':
      return `the folder ${folder} cannot be read`;
    case 'silent':
      return `the folder ${folder} does not answer`;
  }
};
