import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { provideElectron } from '../../build/electron/provide-electron.mjs';
import { startSessionBus } from '../../build/system/session-bus.mjs';
import { startPrivateKeyring } from './support/private-keyring.ts';
import type { PrivateKeyring } from './support/private-keyring.ts';
import { waitFor } from '../support/wait-for.ts';

/** What Chromium says of its password store once it is ready, in the process of the app. */
interface Told {
  readonly backend: string;
  readonly isAvailable: boolean;
  /** What comes back of a text that was encrypted; null where it could not be. */
  readonly back: string | null;
}

const look = (into: string): string => `
  const { app, safeStorage } = require('electron');
  const { renameSync, writeFileSync } = require('node:fs');
  app.whenReady().then(() => {
    const isAvailable = safeStorage.isEncryptionAvailable();
    const told = {
      backend: safeStorage.getSelectedStorageBackend(),
      isAvailable,
      back: isAvailable ? safeStorage.decryptString(safeStorage.encryptString('a text')) : null,
    };
    writeFileSync(${JSON.stringify(into)} + '.part', JSON.stringify(told));
    renameSync(${JSON.stringify(into)} + '.part', ${JSON.stringify(into)});
  });`;

/**
 * Starts the built app on this desktop and answers what it told. Not by Playwright, which chooses a
 * password store for Chromium itself.
 */
const toldOn = async (desktop: string, env: Readonly<Record<string, string>>): Promise<Told> => {
  const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'store-'));
  const into = join(folder, 'told.json');
  const script = join(folder, 'look.cjs');
  await writeFile(script, look(into));
  const electron = await provideElectron();
  const app = spawn(
    join(electron.folder, 'electron'),
    ['--no-sandbox', '--disable-gpu', '-r', script, projectRoot],
    {
      env: {
        ...process.env,
        ...env,
        BULKHEAD_HOME: join(folder, 'home'),
        OPENCLAW_GATEWAY_URL: 'ws://127.0.0.1:1',
        XDG_CURRENT_DESKTOP: desktop,
      },
      stdio: 'ignore',
    },
  );
  const exited = once(app, 'exit');
  try {
    const text = await waitFor('what Chromium chose', () => readFile(into, 'utf8'), 30_000);
    return JSON.parse(text) as Told;
  } finally {
    app.kill('SIGTERM');
    const late = setTimeout(() => app.kill('SIGKILL'), 15_000);
    await exited;
    clearTimeout(late);
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
};

describe('with a gnome-keyring that is unlocked', () => {
  let keyring: PrivateKeyring;
  beforeAll(async () => {
    keyring = await startPrivateKeyring();
  });
  afterAll(() => keyring.close());

  it.each(['GNOME', 'XFCE', 'KDE', 'sway', 'Hyprland', 'i3', 'sway:wlroots', ''])(
    'a text is kept by it on the desktop “%s”',
    { timeout: 60_000 },
    async (desktop) => {
      const { DBUS_SESSION_BUS_ADDRESS } = keyring.env;
      expect(await toldOn(desktop, { DBUS_SESSION_BUS_ADDRESS })).toEqual({
        backend: 'gnome_libsecret',
        isAvailable: true,
        back: 'a text',
      });
    },
  );
});

describe('without a password store', () => {
  it.each(['GNOME', 'sway'])('there is none on %s', { timeout: 60_000 }, async (desktop) => {
    const folder = await mkdtemp(join(process.env.TMPDIR ?? '/tmp', 'bus-'));
    const bus = await startSessionBus(folder);
    try {
      expect(await toldOn(desktop, bus.env)).toMatchObject({ isAvailable: false, back: null });
    } finally {
      await bus.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  });
});
