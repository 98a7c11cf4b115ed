import { expect, it } from 'vitest';
import { isolated } from '../../../shared/isolated.ts';

it.each(['Ana', 'api-review 2', 'Ünïcødé', '日本語', '👩‍👩‍👧', ''])('%s is left as it is', (name) => {
  expect(isolated(name)).toBe(name);
});

it.each([
  ['\u202Etset', '\u2068\u202Etset\u2069'],
  ['مساعد', '\u2068مساعد\u2069'],
  ['עוזר', '\u2068עוזר\u2069'],
  // What would end the isolation, or leave one open, is not in it.
  ['a\u2069\u202Eb\u2067', '\u2068a\u202Eb\u2069'],
])('%j moves nothing beside it', (name, shown) => {
  expect(isolated(name)).toBe(shown);
});
