import { expect, it } from 'vitest';

import { appId } from '../../../build/desktop/app-id.mjs';
import { packageConfiguration } from '../../../build/package/configuration.mjs';
import { linkScheme } from '../../../electron/shell/start-words.ts';
import { desktopName } from '../../../package.json';

it('has one id for Electron, the package, the .desktop file and the windows', () => {
  const { appId: packed, linux } = packageConfiguration({
    version: '45.4.1',
    folder: '/nowhere',
    kind: 'stand-in',
  });
  expect(appId).toBe('org.bulkhead.Bulkhead');
  expect(desktopName).toBe(`${appId}.desktop`);
  expect(packed).toBe(appId);
  // With it electron-builder names the installed file by desktopName, not by the executable.
  expect(linux?.syncDesktopName).toBe(true);
  expect(linux?.desktop?.entry).toMatchObject({ StartupWMClass: appId });
});

it('claims the scheme of its links', () => {
  const { linux } = packageConfiguration({
    version: '45.4.1',
    folder: '/nowhere',
    kind: 'stand-in',
  });
  expect(linux?.mimeTypes).toEqual([`x-scheme-handler/${linkScheme}`]);
});
