import { expect, it } from 'vitest';

import { keepAwake, wokeUp } from '../../../electron/shell/keep-awake.ts';
import { failure } from '../../../shared/failure.ts';
import { helperView, scriptedPanel } from '../../support/scripted-panel.ts';

const begin = () => {
  const panel = scriptedPanel();
  const held = { now: 0, ever: 0 };
  const stop = keepAwake(panel, () => {
    held.now += 1;
    held.ever += 1;
    return () => {
      held.now -= 1;
    };
  });
  const choose = (isChosen: boolean): void => {
    const { settings, templates } = panel.state();
    panel.store.setSettings({ ...settings, keepAwake: isChosen }, templates);
  };
  const working = helperView({ id: 'h' });
  return { choose, held, panel, stop, working };
};

it('keeps nothing awake that was not asked for', () => {
  const { held, panel, working } = begin();
  panel.store.setHelpers([working]);
  expect(panel.state().settings.keepAwake).toBe(false);
  expect(held.ever).toBe(0);
});

it('holds once while helpers work, and lets go with the last', () => {
  const { choose, held, panel, working } = begin();
  choose(true);
  expect(held.now).toBe(0);
  panel.store.setHelpers([working]);
  panel.store.setHelpers([working, helperView({ id: 'other' })]);
  expect(held).toEqual({ now: 1, ever: 1 });
  panel.store.setHelpers([{ ...working, state: { phase: 'queued' } }]);
  expect(held.now).toBe(0);
});

it('is let go of by the setting, by what is only remembered, and at the end', () => {
  const { choose, held, panel, stop, working } = begin();
  choose(true);
  panel.store.setHelpers([{ ...working, fromHistory: true }]);
  expect(held.ever).toBe(0);
  panel.store.setHelpers([working]);
  choose(false);
  expect(held.now).toBe(0);
  choose(true);
  expect(held.now).toBe(1);
  stop();
  expect(held.now).toBe(0);
  panel.store.setHelpers([working]);
  expect(held.ever).toBe(2);
});

it('tries a gateway that is waited for once the computer is awake, and no other', () => {
  const panel = scriptedPanel();
  const why = failure({ kind: 'unreachable', reason: 'not-listening', target: 'ws://x:1' });
  const set = (state: ReturnType<typeof panel.state>['gateway']['state']): void => {
    panel.store.setGateway({ ...panel.state().gateway, state });
    wokeUp(panel);
  };
  set({ phase: 'stopped', since: 0 });
  expect(panel.asked).toEqual([]);
  set({ phase: 'waiting', attempt: 1, since: 0, retryAt: 9_000, failure: why });
  expect(panel.asked).toMatchObject([{ name: 'gateway.retry' }]);
});
