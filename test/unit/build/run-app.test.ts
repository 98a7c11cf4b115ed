import { expect, it } from 'vitest';

import { runApp } from '../../../build/run-app.mjs';

const run = (script: string, env: NodeJS.ProcessEnv): Promise<number> =>
  runApp('/bin/sh', ['-c', script], env);

it('starts an app in the terminal of an editor, which would make it a bare Node', async () => {
  const script = 'test -z "${ELECTRON_RUN_AS_NODE+x}" && test "$OTHER" = kept';
  expect(await run(script, { ELECTRON_RUN_AS_NODE: '1', OTHER: 'kept' })).toBe(0);
}, 30_000);

it('gives it no way to a session bus on which Chromium crashes', async () => {
  const env = { DBUS_SESSION_BUS_ADDRESS: 'unixexec:path=/bin/true;unix:path=/run/bus' };
  expect(await run('test "$DBUS_SESSION_BUS_ADDRESS" = unix:path=/run/bus', env)).toBe(0);
}, 30_000);

it('answers with the exit code of the app', async () => {
  expect(await run('exit 7', {})).toBe(7);
}, 30_000);
