import { describe, expect, it } from 'vitest';

import { compartmentEnvironment } from '../../../electron/helpers/environment.ts';
import { secretPlaces } from '../../../electron/helpers/unreadable.ts';

describe('compartmentEnvironment', () => {
  it('lets through what a program needs and nothing that opens a door or is a secret', () => {
    const person = {
      PATH: '/usr/bin',
      HOME: '/home/ana',
      LANG: 'C.UTF-8',
      LC_TIME: 'de_DE.UTF-8',
      TZ: 'UTC',
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
    expect(compartmentEnvironment(person, { EXTRA: '1' }, '/c/codex-home')).toEqual({
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
    });
  });
});

describe('secretPlaces', () => {
  it('names the default places', () => {
    expect(secretPlaces({ env: {}, personHome: '/home/ana', home: '/home/ana/.bulkhead' })).toEqual(
      [
        '/home/ana/.openclaw',
        '/home/ana/.codex',
        '/home/ana/.bulkhead',
        '/home/ana/.ssh',
        '/home/ana/.gnupg',
        '/home/ana/.aws',
        '/home/ana/.local/share/keyrings',
        '/home/ana/.local/share/kwalletd',
      ],
    );
  });

  it('follows the variables that move them, and never widens to a home folder', () => {
    const places = secretPlaces({
      env: {
        OPENCLAW_STATE_DIR: '~/state',
        OPENCLAW_HOME: '/srv/claw',
        OPENCLAW_PROFILE: 'work',
        OPENCLAW_CONFIG_PATH: '/home/ana/openclaw.json',
        CODEX_HOME: '/srv/codex',
        GNUPGHOME: '/srv/gnupg',
        XDG_DATA_HOME: '/srv/data',
      },
      personHome: '/home/ana',
      home: '/srv/bulkhead',
    });
    expect(places).toEqual(
      expect.arrayContaining([
        '/home/ana/state',
        '/srv/claw/.openclaw',
        '/home/ana/.openclaw-work',
        '/home/ana/openclaw.json',
        '/srv/codex',
        '/srv/gnupg',
        '/srv/data/keyrings',
        '/srv/data/kwalletd',
      ]),
    );
    expect(places).not.toContain('/home/ana');
    expect(places).not.toContain('/srv/claw');
  });
});
