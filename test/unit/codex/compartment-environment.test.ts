import { expect, it } from 'vitest';

import { compartmentEnvironment } from '../../../electron/codex/compartment-environment.ts';

it('a compartment’s environment lets through what a program needs and nothing that opens a door or is a secret', () => {
  const person = {
    PATH: '/usr/bin',
    HOME: '/home/ana',
    LANG: 'C.UTF-8',
    LC_TIME: 'de_DE.UTF-8',
    TZ: 'UTC',
    TMPDIR: '/run/user/1000/tmp',
    https_proxy: 'http://proxy:3128',
    NO_PROXY: 'localhost',
    SSL_CERT_FILE: '/etc/ca.pem',
    XDG_RUNTIME_DIR: '/run/user/1000',
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus',
    SSH_AUTH_SOCK: '/tmp/agent',
    DISPLAY: ':0',
    WAYLAND_DISPLAY: 'wayland-0',
    OPENAI_API_KEY: 'sk-person',
    CODEX_HOME: '/home/ana/.codex',
    OPENCLAW_GATEWAY_TOKEN: 'token',
    LD_PRELOAD: '/tmp/evil.so',
    NODE_OPTIONS: '--require /tmp/evil.js',
    path: 'lower case is another variable',
    LC_: 'no category',
    UNSET: undefined,
  };
  const own = { codexHome: '/c/codex-home', temporary: '/c/tmp' };
  expect(compartmentEnvironment(person, { EXTRA: '1' }, own)).toEqual({
    PATH: '/usr/bin',
    HOME: '/home/ana',
    LANG: 'C.UTF-8',
    LC_TIME: 'de_DE.UTF-8',
    TZ: 'UTC',
    https_proxy: 'http://proxy:3128',
    NO_PROXY: 'localhost',
    SSL_CERT_FILE: '/etc/ca.pem',
    EXTRA: '1',
    CODEX_HOME: '/c/codex-home',
    TMPDIR: '/c/tmp',
  });
  expect(compartmentEnvironment(person, {}, { codexHome: '/a' })).not.toHaveProperty('TMPDIR');
});
