import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { helperView, parkedHelper, refusedCredential } from '../support/scripted-panel.ts';
import { waitFor } from '../support/wait-for.ts';
import {
  windows,
  closeWindow,
  setHelpers,
  traySays,
  noticesOf,
  helpersSeen,
} from './shell-stage/stage-acts.ts';
import { StageBench } from './shell-stage/stage-bench.ts';

let bench: StageBench;
beforeAll(async () => {
  bench = await StageBench.start();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

describe('the tray', () => {
  it('says the state in its menu and follows it, with no window open', async () => {
    const desktop = await bench.startTray();
    const stage = await bench.open();
    await traySays(stage, 'shown');
    expect(await desktop.labels()).toEqual([
      'OpenClaw: not connected',
      '---',
      'New helper',
      'Helpers',
      'Gateway',
      '---',
      'Run drill',
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

  it('opens a new window, on a helper if that was chosen', async () => {
    const desktop = await bench.startTray();
    const stage = await bench.open();
    await stage.electron.firstWindow();
    await traySays(stage, 'shown');
    for (const act of [
      () => desktop.click('Open Bulkhead'),
      async () => {
        // The page may know of it before the tray does.
        const label = await waitFor('the helper in the tray', async () => {
          const [first = ''] = await desktop.labels('Helpers');
          return first === '' || first === 'No helpers yet' ? null : first;
        });
        await desktop.click('Helpers', label, 'Open');
      },
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
    expect(target).toEqual({ view: 'helper', id: 'h' });
  });

  it('quits, and everything is closed by then', async () => {
    const desktop = await bench.startTray();
    const stage = await bench.open({ closeMs: 300 });
    await traySays(stage, 'shown');
    // The app may be gone before it answers the click.
    await desktop.click('Quit').catch(() => undefined);
    expect(await stage.exited).toEqual([0, null]);
    expect(existsSync(join(stage.home, 'closed'))).toBe(true);
  });

  it('gets a new item when the desktop shows a tray only later', async () => {
    const stage = await bench.open();
    await traySays(stage, 'none');
    await waitFor('the notice that there is none', async () =>
      (await noticesOf(stage)).includes('no-tray'),
    );
    const desktop = await bench.startTray();
    await traySays(stage, 'shown');
    await eventually(async () => expect((await desktop.labels()).at(-1)).toBe('Quit'));
    await eventually(async () => expect(await noticesOf(stage)).not.toContain('no-tray'));
  });
});
