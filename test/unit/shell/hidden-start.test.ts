import { expect, it } from 'vitest';

import { startHidden, trayWithinMs } from '../../../electron/shell/hidden-start.ts';
import type { AppState } from '../../../shared/state.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const begin = () => {
  const clock = new ManualClock();
  const quitting = new AbortController();
  const now: { tray: AppState['tray']; windows: number } = { tray: 'unknown', windows: 0 };
  const decided = startHidden({
    clock,
    signal: quitting.signal,
    tray: () => now.tray,
    hasWindow: () => now.windows > 0,
    show: () => {
      now.windows += 1;
    },
  });
  return { clock, decided, now, quitting };
};

it('stays without a window where a tray appears, be it late', async () => {
  const { clock, decided, now } = begin();
  now.tray = 'none';
  await clock.advance(trayWithinMs - 1);
  now.tray = 'shown';
  await clock.advance(1);
  await decided;
  expect(now.windows).toBe(0);
});

it.each(['none', 'unknown'] as const)('shows the window where the tray is %s', async (tray) => {
  const { clock, decided, now } = begin();
  now.tray = tray;
  await clock.advance(trayWithinMs - 1);
  expect(now.windows).toBe(0);
  await clock.advance(1);
  await decided;
  expect(now.windows).toBe(1);
});

it('leaves a window alone that was asked for meanwhile', async () => {
  const { clock, decided, now } = begin();
  now.windows = 1;
  await clock.advance(trayWithinMs);
  await decided;
  expect(now.windows).toBe(1);
});

it('shows none while the app quits', async () => {
  const { decided, now, quitting } = begin();
  quitting.abort();
  await decided;
  expect(now.windows).toBe(0);
});
