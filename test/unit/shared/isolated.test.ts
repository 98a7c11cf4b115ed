import { expect, it } from 'vitest';
import { isolated } from '../../../shared/isolated.ts';

it.each(['Ana', 'api-review 2', 'Ünïcødé', '日本語', '👩‍👩‍👧', ''])('%s is left as it is', (name) => {
  expect(isolated(name)).toBe(name);
});

it.each([
  ['\u202Etset', '\u2068\u202Etset\u2069'],
  ['مساعد', '\u2068مساعد\u2069'],
  ['עוזר', '\u2068עוזר\u2069'],
  // What is isolated within stays so, and one that is isolated as a whole is not again.
  ['the folder \u2068\u202Ea\u2069 is gone', '\u2068the folder \u2068\u202Ea\u2069 is gone\u2069'],
  ['\u2068\u202Etset\u2069', '\u2068\u202Etset\u2069'],
  ['\u2068a\u2069 and \u2068b\u2069', '\u2068\u2068a\u2069 and \u2068b\u2069\u2069'],
  // What would end the isolation, or leave one open, is not in it.
  ['a\u2069\u202Eb\u2067', '\u2068a\u202Eb\u2069'],
])('%j moves nothing beside it', (name, shown) => {
  expect(isolated(name)).toBe(shown);
});
