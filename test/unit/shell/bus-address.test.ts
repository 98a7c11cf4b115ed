import { expect, it } from 'vitest';

import { safeBusAddress } from '../../../electron/shell/password-store.ts';

it.each([
  [undefined, undefined],
  ['', ''],
  ['unix:path=/run/user/1000/bus', 'unix:path=/run/user/1000/bus'],
  ['nonsense', 'nonsense'],
  ['autolaunch:', 'disabled:'],
  ['autolaunch:scope=user;', 'disabled:'],
  ['unixexec:path=/bin/true', 'disabled:'],
  ['unixexec:path=/bin/true;unix:path=/run/bus', 'unix:path=/run/bus'],
  ['unix:path=/run/bus,guid=1;autolaunch:', 'unix:path=/run/bus,guid=1'],
])('of %j is left %j', (given, left) => {
  expect(safeBusAddress(given)).toBe(left);
});
