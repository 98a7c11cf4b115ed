import { expect, it } from 'vitest';

import { childPath } from '../../../electron/base/files.ts';

it.each(['a', 'a.b', '...', '..a', 'a..', 'ä', '-', 'memory-x', ' '])(
  'names a file of the folder: %j',
  (name) => expect(childPath('/home/of', name)).toBe(`/home/of/${name}`),
);

it.each(['', '.', '..', '/', '/etc', '../x', 'a/b', 'a/', './a', '..\0', 'a\0b'])(
  'refuses what is none: %j',
  (name) => expect(() => childPath('/home/of', name)).toThrow('a name that is no file name'),
);
