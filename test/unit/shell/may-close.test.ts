import { describe, expect, it } from 'vitest';
import { deferred } from '../../../electron/base/promises.ts';
import { closeDecision, createMayClose } from '../../../electron/shell/may-close.ts';
import { settle } from '../../fakes/manual-clock.ts';
import { helperView, parkedHelper, scriptedPanel } from '../../support/scripted-panel.ts';

describe('closeDecision', () => {
  it('lets the window go while the tray shows the way back', () => {
    const panel = scriptedPanel();
    panel.store.setApp({ tray: 'shown' });
    panel.store.setHelpers([helperView({ id: 'a' })]);
    expect(closeDecision(panel.state())).toEqual({ kind: 'close' });
  });

  it.each(['none', 'unknown'] as const)('quits with tray %s when nothing runs', (tray) => {
    const panel = scriptedPanel();
    panel.store.setApp({ tray });
    panel.store.setHelpers([
      helperView({ id: 'a', state: { phase: 'completed' } }),
      parkedHelper('b'),
    ]);
    expect(closeDecision(panel.state())).toEqual({ kind: 'quit' });
  });

  it('asks when helpers would stop and there is no tray', () => {
    const panel = scriptedPanel();
    panel.store.setApp({ tray: 'none' });
    panel.store.setHelpers([
      helperView({ id: 'a' }),
      helperView({ id: 'b', state: { phase: 'queued' } }),
      helperView({ id: 'c', state: { phase: 'cancelled' } }),
    ]);
    expect(closeDecision(panel.state())).toEqual({ kind: 'ask', helpers: 2 });
  });
});

const start = () => {
  const panel = scriptedPanel();
  panel.store.setApp({ tray: 'none' });
  panel.store.setHelpers([helperView({ id: 'a' })]);
  const asked: string[][] = [];
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
    detail: 'No tray here.',
    close: () => {
      if (mayClose()) closed += 1;
    },
  });
  const choose = async (button: number): Promise<void> => {
    answer.resolve(button);
    await settle();
  };
  return { panel, mayClose, asked, choose, quits: () => quits, closed: () => closed };
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
    const { panel, mayClose, asked, quits } = start();
    panel.store.setApp({ tray: 'shown' });
    expect(mayClose()).toBe(true);
    expect(quits()).toBe(0);
    panel.store.setApp({ tray: 'none' });
    panel.store.setHelpers([]);
    expect(mayClose()).toBe(true);
    expect(quits()).toBe(1);
    expect(asked).toEqual([]);
  });
});
