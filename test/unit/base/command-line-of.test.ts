import { expect, it } from 'vitest';

import { commandLineOf } from '../../../electron/base/own-program.ts';

it.each([
  [
    ['app', '--bulkhead-cli', '--', 'status', '--json'],
    ['status', '--json'],
  ],
  [['app', '--bulkhead-cli', '--'], []],
  [
    ['app', '--bulkhead-cli', '--', 'spawn', '--', 'say', '--'],
    ['spawn', '--', 'say', '--'],
  ],
  [['app', '--bulkhead-cli'], null],
  [['app', '--', '--bulkhead-cli'], null],
  [['app', '--hidden'], null],
])('%j is the command line %j', (argv, words) => {
  expect(commandLineOf(argv)).toEqual(words);
});
