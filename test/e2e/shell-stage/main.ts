import { mishaps } from '../../../electron/shell/caught.ts';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
// eslint-disable-next-line no-restricted-imports -- an Electron main of the tests' own
import { app } from 'electron';
import * as v from 'valibot';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { createAutostart } from '../../../electron/shell/autostart.ts';
import { createDesktopMemory } from '../../../electron/shell/desktop-memory.ts';
import { openDesktop, type Desktop } from '../../../electron/shell/desktop.ts';
import { closeNetwork, registerPageScheme } from '../../../electron/shell/security.ts';
import { createStoreFile } from '../../../electron/shell/store-file.ts';
import { commandInputs } from '../../../shared/contract.ts';
import { ok } from '../../../shared/result.ts';
import { scriptedPanel, type ScriptedPanel } from '../../support/scripted-panel.ts';
import { nothingAbout } from '../../fakes/nothing-about.ts';

declare global {
  /** What a test drives from outside. */
  var stage: {
    readonly panel: ScriptedPanel;
    readonly desktop: Desktop;
    readonly isClosing: () => boolean;
    /** How often a page finished loading. */
    readonly loads: () => number;
  };
}

const home = process.env.BULKHEAD_HOME ?? '';
const folder = import.meta.dirname;
const closeMs = Number(process.env.STAGE_CLOSE_MS ?? '0');
const holdsClose = process.env.STAGE_HOLDS_CLOSE === '1';

registerPageScheme();
closeNetwork();
mkdirSync(home, { recursive: true });
app.setPath('userData', join(home, 'electron'));

const open = (): void => {
  let isClosing = false;
  let loads = 0;
  app.on('web-contents-created', (_event, contents) => {
    contents.on('did-finish-load', () => {
      loads += 1;
    });
  });
  const file = createStoreFile({ folder: home, name: 'desktop', now: () => Date.now() });
  const desktop = openDesktop({
    rendererRoot: join(folder, 'page'),
    preload: join(folder, 'preload.cjs'),
    busAddress: process.env.DBUS_SESSION_BUS_ADDRESS,
    memory: createDesktopMemory(file, silentLog),
    about: nothingAbout,
    autostart: createAutostart(join(home, 'autostart.desktop'), { command: '/x', args: [] }),
    ambient: { clock: systemClock, log: silentLog, random: Math.random, newId: randomUUID },
    signal: new AbortController().signal,
    close: async () => {
      isClosing = true;
      await delay(closeMs);
      while (holdsClose && !existsSync(join(home, 'let-close'))) await delay(10);
      writeFileSync(join(home, 'closed'), 'yes');
    },
  });
  const panel = scriptedPanel();
  desktop.follow({
    onAskShortcut: (askShortcut) => {
      panel.store.setApp({ askShortcut });
    },
    onTray: (tray) => {
      panel.store.setApp({ tray });
    },
    notify: (notice) => {
      panel.store.notify(notice);
    },
  });
  panel.answer((name, input) => {
    if (name === 'app.show') desktop.show(null);
    if (name === 'ask.open') desktop.ask.open(null);
    if (name === 'notices.dismiss')
      panel.store.dismiss(v.parse(commandInputs['notices.dismiss'], input).id);
    if (name === 'app.quit') desktop.quit();
    return ok(name === 'state.get' ? panel.state() : null);
  });
  globalThis.stage = { panel, desktop, isClosing: () => isClosing, loads: () => loads };
  desktop.connect(panel);
  mishaps.logTo({ log: silentLog, redact: (text) => text });
  mishaps.showBy((notice) => desktop.notify(notice));
  desktop.show(null);
};

mishaps.begin();
app.on('second-instance', () => globalThis.stage.desktop.show(null));
if (app.requestSingleInstanceLock()) void app.whenReady().then(open);
else app.exit(0);
