import { describe, expect, it } from 'vitest';
import { plainLine, showCodes } from '../../../shared/show-codes.ts';

describe('a path or command as it is shown', () => {
  it.each([
    ['rm \u202Etxt.exe', 'rm <U+202E>txt.exe'],
    ['/home/a\u2066b\u2069', '/home/a<U+2066>b<U+2069>'],
    ['/srv/a\nb\u0000\u001B[31m\u0085', '/srv/a<U+000A>b<U+0000><U+001B>[31m<U+0085>'],
    ['curl\u200B x\uFEFF\u061C\u200F', 'curl<U+200B> x<U+FEFF><U+061C><U+200F>'],
  ])('has a code for each character that hides or turns: %j', (text, shown) => {
    expect(showCodes(text)).toBe(shown);
  });

  it.each(['/home/ana/Ünïcode x', '/home/דוד/קבצים', 'می\u200Cخواهم', '👩\u200D💻/e\u0301'])(
    'leaves what is read: %j',
    (text) => {
      expect(showCodes(text)).toBe(text);
    },
  );
});

it.each([
  ['a\r\nb\tc ', 'a b c'],
  ['\u001B[2J\u202Etset', '<U+001B>[2J<U+202E>tset'],
  ['\u2068\u202Etset\u2069: ok', '\u2068<U+202E>tset\u2069: ok'],
  ['\u2068\u2068מ\u2069 b\u2069', '\u2068\u2068מ\u2069 b\u2069'],
  // One that does not end, or ends what began elsewhere, is none.
  ['a\u2067b', 'a<U+2067>b'],
  ['a\u2069b\u2068', 'a<U+2069>b<U+2068>'],
])('a line for places without markup: %j', (text, shown) => {
  expect(plainLine(text)).toBe(shown);
});
