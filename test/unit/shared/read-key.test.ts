import { expect, test } from 'vitest';

import { readKey } from '../../../shared/read-key.ts';

const key = 'sk-proj-Ab3_dE-5fGh7iJkLmNoPqRsTuVwXyZ0123456789';
const wide = (text: string): string => Buffer.from(text, 'utf16le').toString('utf8');

test.each([
  ['as it is', key],
  ['another provider’s', key, 'gsk_1234+/=.~|x'],
  ['zero-width space behind it', `${key}\u200B`],
  ['zero-width space within it', `${key.slice(0, 12)}\u200B${key.slice(12)}`],
  ['a byte order mark', `\uFEFF${key}`],
  ['a direction mark', `\u202A${key}\u202C`],
  ['a soft hyphen', `${key.slice(0, 20)}\u00AD${key.slice(20)}`],
  ['white space around it', ` \t${key}\r\n`],
  ['quotes', `"${key}"`],
  ['single quotes', `'${key}'`],
  ['quotes of a word processor', `“${key}”`],
  ['a variable', `OPENAI_API_KEY=${key}`],
  ['a variable of a shell', `export OPENAI_API_KEY="${key}";`],
  ['a variable of PowerShell', `$env:OPENAI_API_KEY = '${key}'`],
  ['a line of YAML', `openai_api_key: ${key}`],
  ['a header', `Authorization: Bearer ${key}`],
  ['another header', `x-api-key: ${key}`],
  ['the word before it', `Bearer ${key}`],
  ['UTF-16', wide(`${key}\r\n`)],
  ['UTF-16 with its mark', `\uFFFD\uFFFD${wide(key)}`],
])('a key with %s is cleaned', (_, text, wanted = key) => {
  expect(readKey(wanted === key ? text : wanted)).toEqual({ kind: 'key', key: wanted });
});

test.each([
  ['two lines', `${key}\n${key.replace('Ab3', 'Cd4')}`, 'line break'],
  ['two keys beside each other', `${key}${key.replace('Ab3', 'Cd4')}`, 'two keys'],
  ['the same twice', 'abcdefghijklmnopqrstuvwxyz'.repeat(2), 'two keys'],
  ['a space', `${key.slice(0, 12)} ${key.slice(12)}`, 'space'],
  ['a sentence', `my key is ${key}`, 'space'],
  ['a NUL', `${key.slice(0, 12)}\0${key.slice(12)}`, 'NUL'],
  ['a control character', `${key.slice(0, 12)}\u001B${key.slice(12)}`, 'control'],
  ['a dash of a word processor', key.replace('-', '–'), '“–”'],
  ['dots of a shortened one', 'sk-proj-Ab3…6789', '“…”'],
  ['a letter of another script', key.replace('A', 'А'), '“А”'],
  ['only a name', 'OPENAI_API_KEY=', 'nothing'],
  ['only quotes', '""', 'nothing'],
])('%s is said, and the key is not', (_, text, what) => {
  const read = readKey(text);
  expect(read).toMatchObject({ kind: 'foreign', what: expect.stringContaining(what) as string });
  expect(JSON.stringify(read)).not.toContain('Gh7iJk');
});
