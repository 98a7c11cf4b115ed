import { afterEach, describe, expect, it } from 'vitest';

import { startHeadlessDesktop } from '../../../build/system/headless-desktop.mjs';

describe('the desktop where there is no display', () => {
  let stop: () => Promise<void>;
  afterEach(() => stop());

  it('keeps a session bus that is there', async () => {
    const desktop = await startHeadlessDesktop({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/theirs' });
    ({ stop } = desktop);
    expect(Object.keys(desktop.env).sort()).toEqual(['DISPLAY', 'XAUTHORITY']);
  });

  it.each([undefined, '', 'autolaunch:', 'disabled:'])(
    'has a session bus of its own where there is none (%j)',
    async (bus) => {
      const desktop = await startHeadlessDesktop({ DBUS_SESSION_BUS_ADDRESS: bus });
      ({ stop } = desktop);
      expect(desktop.env.DBUS_SESSION_BUS_ADDRESS).toMatch(/^unix:path=/);
      expect(desktop.env.DISPLAY).toMatch(/^:\d+$/);
    },
  );
});
