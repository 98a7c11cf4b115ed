import { expect, it } from 'vitest';
import { refusedSwitch } from '../../../electron/shell/refused-switches.ts';

it.each([
  [['remote-debugging-port'], 'remote-debugging-port'],
  [['disable-gpu', 'inspect-brk'], 'inspect-brk'],
  [['no-sandbox', 'disable-gpu', 'ozone-platform', 'practice'], null],
  [[], null],
])('of %j the packaged app refuses %s', (given, refused) => {
  expect(refusedSwitch((name) => (given as readonly string[]).includes(name))).toBe(refused);
});
