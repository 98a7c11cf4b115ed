import { describe, expect, it } from 'vitest';

import { secretPlaces } from '../../../../electron/helpers/client/secret-places.ts';

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
