import { spawnSync } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { safeEnvironment } from '../../../build/package/start-script.mjs';
import { busAddressFor, chooseBusAddress } from '../../../electron/base/bus-address.mjs';

const own = 'the user’s own';

/** What is given, and what Chromium may have. */
const table = [
  ['unix:path=/run/user/1000/bus', 'unix:path=/run/user/1000/bus'],
  ['unix:abstract=/tmp/dbus-x,guid=1', 'unix:abstract=/tmp/dbus-x,guid=1'],
  ['unix:path=/nowhere at all', 'unix:path=/nowhere at all'],
  ['unix:path=$(exit 3)`exit 3`"*', 'unix:path=$(exit 3)`exit 3`"*'],
  ['tcp:host=127.0.0.1,port=1', 'tcp:host=127.0.0.1,port=1'],
  ['unix:path=/a;unix:path=/b', 'unix:path=/a'],
  ['unixexec:path=/bin/true;unix:path=/run/bus', 'unix:path=/run/bus'],
  ['unix:path=/run/bus,guid=1;autolaunch:', 'unix:path=/run/bus,guid=1'],
  ['nonsense;;tcp:port=1;', 'tcp:port=1'],
  [undefined, own],
  ['', own],
  [';;', own],
  ['nonsense', own],
  ['UNIX:path=/a', own],
  [' unix:path=/a', own],
  ['autolaunch:', own],
  ['autolaunch:scope=user;', own],
  ['unixexec:path=/bin/true', own],
  ['unixexec:path=unix:', own],
  ['nonce-tcp:host=127.0.0.1,port=1,noncefile=/n', own],
  ['launchd:env=X', own],
  ['systemd:', own],
  ['disabled:', own],
] as const;

it.each(table)('of %j is left %j', (given, left) => {
  expect(chooseBusAddress(given, '/run/bus')).toBe(left === own ? 'unix:path=/run/bus' : left);
  expect(chooseBusAddress(given, null)).toBe(left === own ? 'disabled:' : left);
});

describe('in an environment', () => {
  let folder: string;
  let server: Server;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bus-address-'));
    for (const name of ['live', 'file', 'none', 'odd name']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'file/bus'), '');
    server = createServer().listen(join(folder, 'live/bus'));
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const envOf = (given: string | undefined, runtime: string | undefined): NodeJS.ProcessEnv => ({
    PATH: '/usr/bin:/bin',
    ELECTRON_RUN_AS_NODE: '1',
    ...(given !== undefined && { DBUS_SESSION_BUS_ADDRESS: given }),
    ...(runtime !== undefined && { XDG_RUNTIME_DIR: runtime }),
  });
  /** What a program has that such a script starts. */
  const inShell = (env: NodeJS.ProcessEnv): string => {
    const shown = `${safeEnvironment}printf '%s %s' "\${ELECTRON_RUN_AS_NODE-unset}" "$DBUS_SESSION_BUS_ADDRESS"`;
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', shown], {
      env,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^unset /);
    return stdout.slice('unset '.length);
  };

  it.each(table)('the launcher and npm start make the same of %j', (given, left) => {
    const live = envOf(given, join(folder, 'live'));
    const wanted = left === own ? `unix:path=${folder}/live/bus` : left;
    expect([busAddressFor(live), inShell(live)]).toEqual([wanted, wanted]);
    const none = envOf(given, join(folder, 'none'));
    const without = left === own ? 'disabled:' : left;
    expect([busAddressFor(none), inShell(none)]).toEqual([without, without]);
  });

  it.each(['file', 'nowhere', 'odd name'])(
    'no bus of the user is in a folder such as %s',
    (name) => {
      const env = envOf('', join(folder, name));
      expect([busAddressFor(env), inShell(env)]).toEqual(['disabled:', 'disabled:']);
    },
  );

  it.each([undefined, '', 'relative'])('nor where XDG_RUNTIME_DIR is %j', (runtime) => {
    const env = envOf('', runtime);
    expect([busAddressFor(env), inShell(env)]).toEqual(['disabled:', 'disabled:']);
  });
});
