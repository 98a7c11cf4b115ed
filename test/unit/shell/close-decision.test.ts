import { describe, expect, it } from 'vitest';
import { closeDecision } from '../../../electron/shell/close-decision.ts';
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
