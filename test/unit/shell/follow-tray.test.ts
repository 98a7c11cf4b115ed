import { expect, it } from 'vitest';

import { followTray } from '../../../electron/shell/follow-tray.ts';
import { trayWithinMs } from '../../../electron/shell/hidden-start.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const begin = () => {
  const clock = new ManualClock();
  const quitting = new AbortController();
  const now = { windows: 0, said: 0, taken: 0 };
  const tray = followTray({
    clock,
    signal: quitting.signal,
    onNone: () => (now.said += 1),
    onThere: () => (now.taken += 1),
    hasWindow: () => now.windows > 0,
    show: () => {
      now.windows += 1;
    },
  });
  return { clock, now, quitting, tray };
};

it('says nothing of a tray that is only late', async () => {
  const { clock, now, tray } = begin();
  tray('none');
  await clock.advance(trayWithinMs - 1);
  tray('shown');
  await clock.advance(trayWithinMs);
  expect(now).toMatchObject({ windows: 0, said: 0 });
});

it('says that there is none once it did not come, and opens no window by itself', async () => {
  const { clock, now, tray } = begin();
  tray('none');
  await clock.advance(trayWithinMs - 1);
  expect(now.said).toBe(0);
  tray('none');
  await clock.advance(1);
  expect(now).toMatchObject({ windows: 0, said: 1 });
  await clock.advance(trayWithinMs);
  expect(now.said).toBe(1);
});

it('shows the window where a tray was lost and none is open', async () => {
  const { clock, now, tray } = begin();
  tray('shown');
  tray('none');
  await clock.advance(trayWithinMs - 1);
  expect(now.windows).toBe(0);
  await clock.advance(1);
  expect(now).toMatchObject({ windows: 1, said: 1 });
});

it('shows none for a tray that restarts, nor beside one that is open', async () => {
  const { clock, now, tray } = begin();
  tray('shown');
  tray('none');
  await clock.advance(trayWithinMs - 1);
  tray('shown');
  await clock.advance(trayWithinMs);
  expect(now.windows).toBe(0);
  now.windows = 1;
  tray('none');
  await clock.advance(trayWithinMs);
  expect(now.windows).toBe(1);
});

it('does nothing while the app quits', async () => {
  const { clock, now, quitting, tray } = begin();
  tray('shown');
  tray('none');
  quitting.abort();
  await clock.advance(trayWithinMs);
  expect(now).toMatchObject({ windows: 0, said: 0 });
});

it('takes back what it said once a tray comes after all', async () => {
  const { clock, now, tray } = begin();
  tray('none');
  await clock.advance(trayWithinMs);
  expect(now).toMatchObject({ said: 1, taken: 0 });
  tray('shown');
  expect(now.taken).toBe(1);
});
