import { describe, expect, it } from 'vitest';
import { deferred } from '../../../electron/base/promises.ts';
import { closeDecision, createMayClose } from '../../../electron/shell/may-close.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { AppState } from '../../../shared/state.ts';
import { settle } from '../../fakes/manual-clock.ts';
import { helperView, parkedHelper, scriptedPanel } from '../../support/scripted-panel.ts';

type WhenClosed = Settings['whenClosed'];

const panelWith = (tray: AppState['tray'], whenClosed: WhenClosed) => {
  const panel = scriptedPanel();
  const { settings, templates } = panel.state();
  panel.store.setApp({ tray });
  panel.store.setSettings({ ...settings, whenClosed }, templates);
  return panel;
};

describe('closeDecision', () => {
  it('lets the window go while the tray shows the way back', () => {
    const panel = scriptedPanel();
    panel.store.setApp({ tray: 'shown' });
    panel.store.setHelpers([helperView({ id: 'a' })]);
    expect(closeDecision(panel.state())).toEqual({ kind: 'close' });
  });

  it.each([
    ['none', 'quit'],
    ['unknown', 'ask'],
    ['shown', 'quit'],
  ] as const)('quits with tray %s and “%s” when nothing runs', (tray, whenClosed) => {
    const panel = panelWith(tray, whenClosed);
    panel.store.setHelpers([
      helperView({ id: 'a', state: { phase: 'completed' } }),
      parkedHelper('b'),
    ]);
    expect(closeDecision(panel.state())).toEqual({ kind: 'quit' });
  });

  it.each([
    ['none', 'quit'],
    ['unknown', 'ask'],
    ['shown', 'quit'],
  ] as const)('asks with tray %s and “%s” when helpers would stop', (tray, whenClosed) => {
    const panel = panelWith(tray, whenClosed);
    panel.store.setHelpers([
      helperView({ id: 'a' }),
      helperView({ id: 'b', state: { phase: 'queued' } }),
      helperView({ id: 'c', state: { phase: 'cancelled' } }),
    ]);
    expect(closeDecision(panel.state())).toEqual({ kind: 'ask', helpers: 2 });
  });

  it.each(['none', 'unknown', 'shown'] as const)(
    'lets the window go with tray %s where that was chosen',
    (tray) => {
      const panel = panelWith(tray, 'keep-running');
      panel.store.setHelpers([helperView({ id: 'a' })]);
      expect(closeDecision(panel.state())).toEqual({ kind: 'close' });
    },
  );

  it.each([0, 1])('asks for good with no tray and nothing chosen, %i at work', (helpers) => {
    const panel = panelWith('none', 'ask');
    panel.store.setHelpers(helpers === 0 ? [] : [helperView({ id: 'a' })]);
    expect(closeDecision(panel.state())).toEqual({ kind: 'ask-for-good', helpers });
  });
});

const start = (whenClosed: WhenClosed = 'quit') => {
  const panel = panelWith('none', whenClosed);
  panel.store.setHelpers([helperView({ id: 'a' })]);
  const asked: string[][] = [];
  const kept: WhenClosed[] = [];
  let answer = deferred<number>();
  let quits = 0;
  let closed = 0;
  const mayClose = createMayClose({
    state: panel.state,
    quit: { start: () => (quits += 1), isUnderWay: () => quits > 0 },
    dialogs: {
      choose: ({ message }, buttons) => {
        asked.push([message, ...buttons]);
        answer = deferred<number>();
        return answer.promise;
      },
    },
    remember: (value) => {
      kept.push(value);
      return Promise.resolve();
    },
    close: () => {
      if (mayClose()) closed += 1;
    },
  });
  const choose = async (button: number): Promise<void> => {
    answer.resolve(button);
    await settle();
  };
  return { panel, mayClose, asked, kept, choose, quits: () => quits, closed: () => closed };
};

describe('closing the window while helpers work and no tray is shown', () => {
  it('asks, once, and stays open meanwhile', async () => {
    const { mayClose, asked, choose, quits } = start();
    expect([mayClose(), mayClose()]).toEqual([false, false]);
    expect(asked).toEqual([
      ['1 helper still works', 'Cancel', 'Close the window', 'Quit and stop 1 helper'],
    ]);
    await choose(0);
    expect(quits()).toBe(0);
    expect(mayClose()).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it('closes this once when that is chosen, and asks again the next time', async () => {
    const { mayClose, asked, choose, closed } = start();
    mayClose();
    await choose(1);
    expect(closed()).toBe(1);
    expect(mayClose()).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it('quits when that is chosen, and closes then', async () => {
    const { mayClose, choose, quits } = start();
    mayClose();
    await choose(2);
    expect(quits()).toBe(1);
    expect(mayClose()).toBe(true);
  });

  it('asks nothing when nothing works: the app quits; with a tray it stays there', () => {
    const { panel, mayClose, asked, quits } = start('ask');
    const { settings, templates } = panel.state();
    panel.store.setApp({ tray: 'shown' });
    expect(mayClose()).toBe(true);
    expect(quits()).toBe(0);
    panel.store.setApp({ tray: 'none' });
    panel.store.setSettings({ ...settings, whenClosed: 'quit' }, templates);
    panel.store.setHelpers([]);
    expect(mayClose()).toBe(true);
    expect(quits()).toBe(1);
    expect(asked).toEqual([]);
  });
});

describe('closing the window with no tray for the first time', () => {
  it('asks what it should do, and keeps nothing of a no', async () => {
    const { mayClose, asked, kept, choose, quits } = start('ask');
    expect([mayClose(), mayClose()]).toEqual([false, false]);
    expect(asked).toEqual([
      ['What should closing the window do?', 'Cancel', 'Keep running', 'Quit and stop 1 helper'],
    ]);
    await choose(0);
    expect([kept, quits()]).toEqual([[], 0]);
    expect(mayClose()).toBe(false);
    expect(asked).toHaveLength(2);
  });

  it('keeps the answer to keep running, and closes', async () => {
    const { mayClose, kept, choose, closed, quits } = start('ask');
    mayClose();
    await choose(1);
    expect([kept, closed(), quits()]).toEqual([['keep-running'], 1, 0]);
  });

  it('keeps the answer to quit, and quits', async () => {
    const { panel, mayClose, asked, kept, choose, quits } = start('ask');
    panel.store.setHelpers([]);
    mayClose();
    expect(asked[0]?.at(-1)).toBe('Quit');
    await choose(2);
    expect([kept, quits()]).toEqual([['quit'], 1]);
    expect(mayClose()).toBe(true);
  });
});
