import { describe, expect, it } from 'vitest';

import { chooseStore, isLookedFor, mustBeTold } from '../../../electron/shell/password-store.ts';

describe('the password store that Chromium is told', () => {
  it.each([
    ['GNOME', false],
    ['ubuntu:GNOME', false],
    ['KDE', false],
    ['XFCE', false],
    ['sway', true],
    ['Hyprland', true],
    ['i3', true],
    ['LXQt', true],
    ['', true],
    [undefined, true],
  ])('on the desktop %j has to be looked for: %s', (desktop, expected) => {
    expect(mustBeTold(desktop)).toBe(expected);
    expect(isLookedFor(desktop)).toBe(expected || desktop === 'KDE');
  });

  const secrets = 'org.freedesktop.secrets';
  it.each([
    ['the Secret Service that runs', [secrets], [], 'gnome-libsecret'],
    ['the Secret Service that could be started', [], [secrets], 'gnome-libsecret'],
    ['KWallet 6 where it runs', ['org.kde.kwalletd6'], [], 'kwallet6'],
    ['KWallet 5 where it is alone', [], ['org.kde.kwalletd5'], 'kwallet5'],
    ['the one that runs before one that could', ['org.kde.kwalletd6'], [secrets], 'kwallet6'],
    ['the Secret Service of two', ['org.kde.kwalletd6', secrets], [], 'gnome-libsecret'],
    ['none where there is none', ['org.freedesktop.DBus', ':1.4'], ['org.kde.kwalletd'], null],
  ])('is %s', (_what, owned, activatable, expected) => {
    expect(chooseStore({ owned, activatable })).toBe(expected);
  });

  it.each([
    ['what Chromium finds itself, where a KWallet runs', [secrets, 'org.kde.kwalletd5'], [], null],
    ['the same where one could be started', [secrets], ['org.kde.kwalletd6'], null],
    ['the Secret Service where it is alone', [secrets], [], 'gnome-libsecret'],
    ['the Secret Service that could be started', [], [secrets], 'gnome-libsecret'],
  ])('on KDE is %s', (_what, owned, activatable, expected) => {
    expect(chooseStore({ owned, activatable }, 'KDE')).toBe(expected);
    expect(chooseStore({ owned, activatable }, 'KDE:plasma')).toBe(expected);
  });
});
