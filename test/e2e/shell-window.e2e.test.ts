import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { NotificationServer } from '../fakes/notification-server.ts';
import { eventually } from '../support/eventually.ts';
import { helperView, refusedCredential } from '../support/scripted-panel.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  windows,
  boundsOf,
  closeWindow,
  helpersSeen,
  setHelpers,
  traySays,
} from './shell-stage/stage-acts.ts';
import { StageBench } from './shell-stage/stage-bench.ts';

let bench: StageBench;
beforeAll(async () => {
  bench = await StageBench.start();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

describe('the notices of the desktop', () => {
  it('tell of a refused sign-in once, and a click begins it in place', async () => {
    const desktop = await NotificationServer.start(bench.busAddress);
    try {
      const stage = await bench.open();
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
  it('quits when nothing runs and that was chosen', async () => {
    const stage = await bench.open();
    await stage.electron.firstWindow();
    await traySays(stage, 'none');
    await stage.electron.evaluate(() => {
      const { panel } = globalThis.stage;
      const { settings, templates } = panel.state();
      panel.store.setSettings({ ...settings, whenClosed: 'quit' }, templates);
    });
    await closeWindow(stage);
    expect(await stage.exited).toEqual([0, null]);
    expect(existsSync(join(stage.home, 'closed'))).toBe(true);
  });

  it('asks what it should do, keeps that, and a second start brings the window back', async () => {
    const stage = await bench.open();
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
      'What should closing the window do?',
      'Cancel',
      'Keep running',
      'Quit and stop 1 helper',
    ]);
    await waitFor('no window', async () => (await windows(stage)) === 0);
    const kept = await stage.electron.evaluate(() =>
      globalThis.stage.panel.asked.find(({ name }) => name === 'settings.set'),
    );
    expect(kept).toEqual({
      name: 'settings.set',
      input: { key: 'whenClosed', value: 'keep-running' },
      origin: 'tray',
    });

    const opened = stage.electron.waitForEvent('window');
    const again = spawn(stage.child.spawnfile, ['--no-sandbox', bench.folder], {
      env: {
        ...process.env,
        BULKHEAD_HOME: stage.home,
        DBUS_SESSION_BUS_ADDRESS: bench.busAddress,
      },
      stdio: 'ignore',
    });
    expect(await once(again, 'exit')).toEqual([0, null]);
    await waitFor('the window', async () => (await windows(stage)) === 1);
    const page = await opened;
    const helpers = await waitFor('the state', async () => {
      const ids = await helpersSeen(page);
      return ids.length > 0 && ids;
    });
    expect(helpers).toEqual(['h']);
    expect(existsSync(join(stage.home, 'closed'))).toBe(false);
  });
});

describe('a question to the person', () => {
  it('is a no as soon as whoever asked is gone', async () => {
    const stage = await bench.open();
    await stage.electron.firstWindow();
    const answer = await stage.electron.evaluate(async () => {
      const asker = new AbortController();
      const question = { message: 'Remove “h1”?', action: 'Remove' };
      const asked = globalThis.stage.desktop.confirm(question, asker.signal);
      asker.abort();
      return asked;
    });
    expect(answer).toBe(false);
  });
});

describe('a mistake that nobody caught', () => {
  it('leaves window, tray and commands, and “Restart” quits and begins anew', async () => {
    await bench.startTray();
    const stage = await bench.open();
    const page = await stage.electron.firstWindow();
    await traySays(stage, 'shown');
    const boxes = await stage.electron.evaluateHandle(({ dialog, app }) => {
      const shown: string[] = [];
      dialog.showErrorBox = (title) => void shown.push(title);
      app.relaunch = () => void shown.push('relaunched');
      return shown;
    });
    for (const message of ['first', 'second']) {
      await stage.electron.evaluate((_electron, text) => {
        setImmediate(() => {
          throw new Error(text);
        });
      }, message);
    }
    await waitFor('the offer', () =>
      page.evaluate(() => window.seen.states.at(-1)?.app.notices[0]?.act === 'restart'),
    );
    await setHelpers(stage, [helperView({ id: 'after' })]);
    await eventually(async () => expect(await helpersSeen(page)).toEqual(['after']));
    await traySays(stage, 'shown');
    expect(await windows(stage)).toBe(1);
    expect(await boxes.jsonValue()).toEqual([]);
    const relaunched = stage.electron.evaluate(
      ({ app }) =>
        new Promise((resolve) => {
          app.relaunch = () => resolve(true);
          globalThis.stage.desktop.restart();
        }),
    );
    expect(await relaunched).toBe(true);
    expect(await stage.exited).toEqual([0, null]);
    expect(existsSync(join(stage.home, 'closed'))).toBe(true);
  });
});

describe('quitting', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'on %s waits until everything is closed, also when asked twice',
    async (signal) => {
      const stage = await bench.open({ holdsClose: true });
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
    await bench.startTray();
    const stage = await bench.open();
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
      globalThis.stage.desktop.show(null);
    });
    await next;
    await eventually(async () => expect(await boundsOf(stage)).toEqual(bounds));
  });

  it('is remembered also by an app that is killed', async () => {
    const stage = await bench.open();
    await stage.electron.firstWindow();
    await waitFor('the window', () =>
      stage.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()),
    );
    const bounds = { x: 60, y: 40, width: 1020, height: 690 };
    await stage.electron.evaluate(({ BrowserWindow }, wanted) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(wanted);
    }, bounds);
    const kept = async (): Promise<unknown> =>
      JSON.parse(await readFile(join(stage.home, 'desktop.json'), 'utf8'));
    await eventually(async () => expect(await kept()).toMatchObject({ bounds }));
    stage.child.kill('SIGKILL');
    await stage.exited;
  });

  it('comes back when its display is gone', async () => {
    const stage = await bench.open();
    await stage.electron.firstWindow();
    await waitFor('the window', () =>
      stage.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible()),
    );
    await stage.electron.evaluate(({ BrowserWindow, screen }) => {
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 5_000, y: 0, width: 1000, height: 700 });
      screen.emit('display-removed');
    });
    await eventually(async () => {
      const place = await boundsOf(stage);
      expect(place?.x).toBeLessThan(1_000);
      expect(place).toMatchObject({ width: 1000, height: 700 });
    });
  });
});

describe('the computer', () => {
  it('is kept awake while helpers work, where that is chosen, and the gateway is tried once it wakes', async () => {
    const stage = await bench.open();
    await stage.electron.firstWindow();
    const isHeld = (): Promise<boolean> =>
      stage.electron.evaluate(({ powerSaveBlocker }) =>
        Array.from({ length: 10 }, (_one, id) => id).some((id) => powerSaveBlocker.isStarted(id)),
      );
    await setHelpers(stage, [helperView({ id: 'h' })]);
    expect(await isHeld()).toBe(false);
    await stage.electron.evaluate(() => {
      const { panel } = globalThis.stage;
      const { settings, templates } = panel.state();
      panel.store.setSettings({ ...settings, keepAwake: true }, templates);
    });
    expect(await isHeld()).toBe(true);
    await setHelpers(stage, []);
    expect(await isHeld()).toBe(false);
    const asked = await stage.electron.evaluate(({ powerMonitor }) => {
      const { panel } = globalThis.stage;
      const failure = { kind: 'unreachable', reason: 'not-listening', target: 'ws://x:1' } as const;
      const why = { ...failure, detail: '', code: null };
      const state = { phase: 'waiting', attempt: 1, since: 0, retryAt: 0, failure: why } as const;
      panel.store.setGateway({ ...panel.state().gateway, state });
      powerMonitor.emit('suspend');
      powerMonitor.emit('resume');
      return panel.asked.filter(({ name }) => name === 'gateway.retry').length;
    });
    expect(asked).toBe(1);
  });
});
