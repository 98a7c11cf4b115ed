import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSessionBus } from '../../build/system/session-bus.mjs';
import type { NavigateTarget } from '../../shared/contract.ts';
import type { PanelState } from '../../shared/state.ts';
import { NotificationServer } from '../fakes/notification-server.ts';
import { StatusNotifierWatcher } from '../fakes/status-notifier-watcher.ts';
import { eventually } from '../support/eventually.ts';
import { helperView, parkedHelper, refusedCredential } from '../support/scripted-panel.ts';
import { waitFor } from '../support/wait-for.ts';
import { buildStage } from './shell-stage/build-stage.ts';
import { openStage } from './shell-stage/open-stage.ts';
import type { Stage } from './shell-stage/open-stage.ts';

declare global {
  interface Window {
    seen: { states: PanelState[]; targets: NavigateTarget[]; violations: string[] };
    inlineRan?: boolean;
  }
}

let folder: string;
let bus: Awaited<ReturnType<typeof startSessionBus>>;
let tray: StatusNotifierWatcher | null = null;
let stages: Stage[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shell-'));
  await buildStage(folder);
  bus = await startSessionBus(folder);
});
afterEach(async () => {
  tray?.stop();
  tray = null;
  for (const { child, home, exited } of stages) {
    child.kill('SIGKILL');
    await exited;
    // What Chromium's other processes still write is gone a moment later.
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
  stages = [];
});
afterAll(async () => {
  await bus.stop();
  await rm(folder, { recursive: true });
});

const startTray = async (): Promise<StatusNotifierWatcher> => {
  tray = await StatusNotifierWatcher.start(bus.env.DBUS_SESSION_BUS_ADDRESS);
  return tray;
};
const open = async (
  options: { home?: string; closeMs?: number; holdsClose?: boolean } = {},
): Promise<Stage> => {
  const stage = await openStage(folder, {
    busAddress: bus.env.DBUS_SESSION_BUS_ADDRESS,
    ...options,
  });
  stages.push(stage);
  return stage;
};
const windows = ({ electron }: Stage): Promise<number> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
const boundsOf = ({ electron }: Stage): Promise<Electron.Rectangle | undefined> =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
const closeWindow = ({ electron }: Stage): Promise<void> =>
  electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.close();
  });
const setHelpers = (
  { electron }: Stage,
  helpers: readonly ReturnType<typeof helperView>[],
): Promise<void> =>
  electron.evaluate((_electron, given) => {
    globalThis.stage.panel.store.setHelpers(given);
  }, helpers);
const hasTray = ({ electron }: Stage): Promise<string> =>
  electron.evaluate(() => globalThis.stage.panel.state().app.tray);
const traySays = (stage: Stage, what: string): Promise<unknown> =>
  waitFor(`tray ${what}`, async () => (await hasTray(stage)) === what);
const helpersSeen = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => window.seen.states.at(-1)?.helpers.map(({ id }) => id) ?? []);

describe('the page', () => {
  it('has the bridge and nothing else of Electron or Node', async () => {
    const page = await (await open()).electron.firstWindow();
    expect(page.url()).toBe('app://bulkhead/index.html');
    const found = await page.evaluate(async () => ({
      bridge: Object.keys(window.bulkhead).sort(),
      globals: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
      reply: await window.bulkhead.command('state.get', {}),
      refused: await window.bulkhead.command('gateway.retry', {}),
    }));
    expect(found.bridge).toEqual(['command', 'onNavigate', 'onOutput', 'onSessions', 'onState']);
    expect(found.globals).toEqual([]);
    expect(found.reply).toMatchObject({ ok: true, value: { templates: [{ id: 'codex-5.5' }] } });
    await waitFor('the first state', () => page.evaluate(() => window.seen.states.length > 0));
  });

  it('cannot leave, open, fetch, embed, run inline code or be granted anything', async () => {
    const stage = await open();
    const page = await stage.electron.firstWindow();
    const found = await page.evaluate(async () => {
      const fails = (act: () => Promise<unknown>): Promise<boolean> =>
        act().then(
          () => false,
          () => true,
        );
      const frame = document.createElement('iframe');
      frame.src = 'app://bulkhead/index.html';
      document.body.append(frame);
      const image = new Image();
      const imageFails = new Promise<boolean>((resolve) => {
        image.onerror = () => {
          resolve(true);
        };
        image.onload = () => {
          resolve(false);
        };
      });
      image.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
      return {
        inline: window.inlineRan ?? false,
        opened: window.open('app://bulkhead/index.html') !== null,
        fetch: await fails(() => fetch('http://127.0.0.1:9/')),
        file: await fails(() => fetch('file:///etc/hostname')),
        image: await imageFails,
        script: await new Promise<boolean>((resolve) => {
          const script = document.createElement('script');
          script.onerror = () => {
            resolve(true);
          };
          script.onload = () => {
            resolve(false);
          };
          script.src = 'data:text/javascript,1';
          document.head.append(script);
        }),
        notifications: await Notification.requestPermission(),
        clipboard: await fails(() => navigator.clipboard.readText()),
        frames: window.frames.length,
      };
    });
    expect(found).toMatchObject({
      inline: false,
      opened: false,
      fetch: true,
      file: true,
      image: true,
      script: true,
      notifications: 'denied',
      clipboard: true,
    });
    // That of the frame comes by way of the browser's process.
    await eventually(async () =>
      expect(await page.evaluate(() => window.seen.violations)).toEqual(
        expect.arrayContaining(['connect-src', 'frame-src', 'img-src']),
      ),
    );
    await page.evaluate(() => {
      window.location.href = 'https://example.invalid/';
    });
    await page.evaluate(() => {
      window.location.href = 'app://bulkhead/page.js';
    });
    expect(await page.evaluate(() => window.location.href)).toBe('app://bulkhead/index.html');
    expect(await windows(stage)).toBe(1);
  });

  it('is loaded again once when its process dies, and says so', async () => {
    const stage = await open();
    const { electron } = stage;
    // A page that is still on its way has no process to lose.
    const loaded = (times: number): Promise<boolean> =>
      waitFor(`load ${String(times)} of the page`, () =>
        electron.evaluate((_electron, wanted) => globalThis.stage.loads() === wanted, times),
      );
    const crash = (): Promise<void> =>
      electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
      });
    const notices = (): Promise<readonly string[]> =>
      electron.evaluate(() => globalThis.stage.panel.state().app.notices.map(({ id }) => id));
    await loaded(1);
    await crash();
    await waitFor('the notice', async () => (await notices()).includes('page-reloaded'));
    await loaded(2);
    await crash();
    await waitFor('no window', async () => (await windows(stage)) === 0);
  });
});

describe('the tray', () => {
  it('says the state in its menu and follows it, with no window open', async () => {
    const desktop = await startTray();
    const stage = await open();
    await traySays(stage, 'shown');
    expect(await desktop.labels()).toEqual([
      'OpenClaw: not connected',
      '---',
      'New helper',
      'Helpers',
      'Gateway',
      '---',
      'Open Bulkhead',
      'Quit',
    ]);
    await closeWindow(stage);
    await waitFor('no window', async () => (await windows(stage)) === 0);
    await setHelpers(stage, [
      parkedHelper('bad'),
      helperView({ id: 'q', name: 'Q&A _docs_', state: { phase: 'queued' } }),
    ]);
    await stage.electron.evaluate((_electron, credential) => {
      globalThis.stage.panel.store.setCredentials([credential]);
    }, refusedCredential(1));
    await waitFor(
      'the new state in the menu',
      async () =>
        (await desktop.labels())[0] === 'OpenClaw: not connected · 1 needs sign-in · 1 queued',
    );
    // The credential came a moment after the helpers, and the menu follows at its own pace.
    await waitFor(
      'the sign-in in the menu',
      async () => (await desktop.labels('Needs you'))[0] === 'Sign in to OpenAI (1 helper waiting)',
    );
    expect(await desktop.labels('Needs you')).toHaveLength(1);
    expect(await desktop.labels('Helpers')).toEqual([
      'bad: waiting for sign-in to OpenAI',
      '---',
      'Q&A _docs_: queued',
    ]);
  });

  it('opens a new window, on the spawn dialog of a template if that was chosen', async () => {
    const desktop = await startTray();
    const stage = await open();
    await stage.electron.firstWindow();
    await traySays(stage, 'shown');
    for (const act of [
      () => desktop.click('Open Bulkhead'),
      () => desktop.click('New helper', 'Codex 5.5'),
    ]) {
      await closeWindow(stage);
      await waitFor('no window', async () => (await windows(stage)) === 0);
      const opened = stage.electron.waitForEvent('window');
      await act();
      const page = await opened;
      await setHelpers(stage, [helperView({ id: 'h' })]);
      await waitFor('the state', async () => (await helpersSeen(page)).includes('h'));
    }
    const page = stage.electron.windows().at(-1);
    const target = await waitFor('the target', () =>
      page?.evaluate(() => window.seen.targets.at(-1)),
    );
    expect(target).toEqual({ view: 'spawn', templateId: 'codex-5.5' });
  });

  it('quits, and everything is closed by then', async () => {
    const desktop = await startTray();
    const stage = await open({ closeMs: 300 });
    await traySays(stage, 'shown');
    // The app may be gone before it answers the click.
    await desktop.click('Quit').catch(() => undefined);
    expect(await stage.exited).toEqual([0, null]);
    expect(existsSync(join(stage.home, 'closed'))).toBe(true);
  });

  it('gets a new item when the desktop shows a tray only later', async () => {
    const stage = await open();
    await traySays(stage, 'none');
    const desktop = await startTray();
    await traySays(stage, 'shown');
    await eventually(async () => expect((await desktop.labels()).at(-1)).toBe('Quit'));
  });
});

describe('the notices of the desktop', () => {
  it('tell of a refused sign-in once, and a click begins it in place', async () => {
    const desktop = await NotificationServer.start(bus.env.DBUS_SESSION_BUS_ADDRESS);
    try {
      const stage = await open();
      const page = await stage.electron.firstWindow();
      await waitFor('the window', () =>
        stage.electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.isVisible(),
        ),
      );
      await stage.electron.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.hide();
      });
      // What is refused while the window has the focus is seen, and never told.
      await waitFor('the focus to be gone', () =>
        stage.electron.evaluate(
          ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused() === false,
        ),
      );
      for (const waiting of [1, 2, 3]) {
        await stage.electron.evaluate(
          (_electron, credential) => {
            globalThis.stage.panel.store.setCredentials([credential]);
          },
          { ...refusedCredential(waiting), kind: 'account' as const, acts: ['sign-in' as const] },
        );
      }
      const [notice] = await waitFor('the notice', () => desktop.seen.length > 0 && desktop.seen);
      expect(notice).toMatchObject({ title: 'OpenAI refused a sign-in', isClosed: false });
      desktop.click(notice?.id ?? 0);
      const begun = await waitFor('the sign-in', () =>
        stage.electron.evaluate(() =>
          globalThis.stage.panel.asked.find(({ name }) => name === 'credentials.sign-in'),
        ),
      );
      expect(begun).toEqual({
        name: 'credentials.sign-in',
        input: { id: 'openai', flow: 'browser' },
        origin: 'tray',
      });
      const target = await waitFor('the target', () =>
        page.evaluate(() => window.seen.targets.at(-1)),
      );
      expect(target).toEqual({ view: 'credentials', open: 'openai' });
      expect(desktop.seen).toHaveLength(1);
    } finally {
      desktop.stop();
    }
  });
});

describe('closing the window without a tray', () => {
  it('quits when nothing runs', async () => {
    const stage = await open();
    await stage.electron.firstWindow();
    await traySays(stage, 'none');
    await closeWindow(stage);
    expect(await stage.exited).toEqual([0, null]);
    expect(existsSync(join(stage.home, 'closed'))).toBe(true);
  });

  it('asks while helpers work, and a second start brings the window back', async () => {
    const stage = await open();
    await stage.electron.firstWindow();
    await traySays(stage, 'none');
    await setHelpers(stage, [helperView({ id: 'h' })]);
    const question = stage.electron.evaluate(
      ({ dialog }) =>
        new Promise<readonly string[]>((resolve) => {
          dialog.showMessageBox = (...args: unknown[]) => {
            const options = args.at(-1) as { buttons: string[]; message: string };
            resolve([options.message, ...options.buttons]);
            return Promise.resolve({ response: 1, checkboxChecked: false });
          };
        }),
    );
    await closeWindow(stage);
    expect(await question).toEqual([
      '1 helper still works',
      'Cancel',
      'Close the window',
      'Quit and stop 1 helper',
    ]);
    await waitFor('no window', async () => (await windows(stage)) === 0);

    const again = spawn(stage.child.spawnfile, ['--no-sandbox', folder], {
      env: {
        ...process.env,
        BULKHEAD_HOME: stage.home,
        DBUS_SESSION_BUS_ADDRESS: bus.env.DBUS_SESSION_BUS_ADDRESS,
      },
      stdio: 'ignore',
    });
    expect(await once(again, 'exit')).toEqual([0, null]);
    await waitFor('the window', async () => (await windows(stage)) === 1);
  });
});

describe('quitting', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'on %s waits until everything is closed, also when asked twice',
    async (signal) => {
      const stage = await open({ holdsClose: true });
      await stage.electron.firstWindow();
      await traySays(stage, 'none');
      stage.child.kill(signal);
      await waitFor('the first one to be heard', () =>
        stage.electron.evaluate(() => globalThis.stage.isClosing()),
      );
      stage.child.kill(signal);
      await writeFile(join(stage.home, 'let-close'), '');
      expect(await stage.exited).toEqual([0, null]);
      expect(existsSync(join(stage.home, 'closed'))).toBe(true);
    },
  );
});

describe('the window', () => {
  it('opens where and as large as it was left', async () => {
    await startTray();
    const stage = await open();
    await stage.electron.firstWindow();
    await traySays(stage, 'shown');
    const bounds = { x: 120, y: 90, width: 1010, height: 700 };
    await waitFor('the window', () =>
      stage.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()),
    );
    await stage.electron.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(wanted);
    }, bounds);
    await eventually(async () => expect(await boundsOf(stage)).toEqual(bounds));
    await closeWindow(stage);
    await waitFor('no window', async () => (await windows(stage)) === 0);
    const next = stage.electron.waitForEvent('window');
    await stage.electron.evaluate(() => {
      globalThis.stage.desktop.show();
    });
    await next;
    await eventually(async () => expect(await boundsOf(stage)).toEqual(bounds));
  });
});
