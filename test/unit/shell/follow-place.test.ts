import { expect, it } from 'vitest';

import { followPlace, restsAfterMs } from '../../../electron/shell/follow-place.ts';
import type { Area, SavedBounds } from '../../../electron/shell/window-bounds.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

const laptop = { x: 0, y: 0, width: 1920, height: 1050 };
const second = { x: 1920, y: 0, width: 2560, height: 1400 };

const begin = () => {
  const clock = new ManualClock();
  const written: SavedBounds[] = [];
  const heard = { moved: (): void => undefined, displays: (): void => undefined };
  const desk: { areas: readonly Area[]; bounds: Area } = {
    areas: [laptop, second],
    bounds: { x: 2000, y: 10, width: 1000, height: 700 },
  };
  const is = { destroyed: false, maximized: false, minimized: false, full: false };
  const stop = followPlace({
    window: {
      isDestroyed: () => is.destroyed,
      isMaximized: () => is.maximized,
      isMinimized: () => is.minimized,
      isFullScreen: () => is.full,
      getNormalBounds: () => desk.bounds,
      setBounds: (bounds) => {
        desk.bounds = bounds;
      },
    },
    clock,
    onMoved: (listener) => {
      heard.moved = listener;
      return () => {
        heard.moved = () => undefined;
      };
    },
    onDisplays: (listener) => {
      heard.displays = listener;
      return () => {
        heard.displays = () => undefined;
      };
    },
    workAreas: () => desk.areas,
    write: (bounds) => written.push(bounds),
  });
  return { clock, desk, heard, is, stop, written };
};

it('writes a place once the window rests there, and not on the way', async () => {
  const { clock, desk, heard, written } = begin();
  for (const x of [100, 200, 300]) {
    desk.bounds = { ...desk.bounds, x };
    heard.moved();
    await clock.advance(restsAfterMs - 1);
  }
  expect(written).toEqual([]);
  await clock.advance(1);
  expect(written).toEqual([{ x: 300, y: 10, width: 1000, height: 700, maximized: false }]);
  heard.moved();
  await clock.advance(restsAfterMs);
  expect(written).toHaveLength(2);
});

it('keeps the place that a maximized window goes back to, and none of a minimized or full one', async () => {
  const { clock, heard, is, written } = begin();
  is.maximized = true;
  heard.moved();
  await clock.advance(restsAfterMs);
  expect(written).toMatchObject([{ x: 2000, maximized: true }]);
  for (const how of ['minimized', 'full'] as const) {
    is[how] = true;
    heard.moved();
    await clock.advance(restsAfterMs);
    is[how] = false;
  }
  expect(written).toHaveLength(1);
});

it('takes a window back whose display is gone, and leaves one that is well where it is', async () => {
  const { clock, desk, heard } = begin();
  heard.displays();
  await clock.advance(restsAfterMs);
  expect(desk.bounds.x).toBe(2000);
  desk.areas = [laptop];
  heard.displays();
  await clock.advance(restsAfterMs - 1);
  expect(desk.bounds.x).toBe(2000);
  await clock.advance(1);
  expect(desk.bounds).toEqual({ x: 460, y: 175, width: 1000, height: 700 });
});

it('leaves it to the desktop where a maximized window goes, and waits while there is no display', async () => {
  const { clock, desk, heard, is } = begin();
  is.maximized = true;
  desk.areas = [laptop];
  heard.displays();
  await clock.advance(restsAfterMs);
  is.maximized = false;
  desk.areas = [];
  heard.displays();
  await clock.advance(restsAfterMs);
  expect(desk.bounds.x).toBe(2000);
});

it('touches no window that is gone, and hears nothing once it is stopped', async () => {
  const { clock, heard, is, stop, written } = begin();
  heard.moved();
  is.destroyed = true;
  await clock.advance(restsAfterMs);
  is.destroyed = false;
  heard.moved();
  stop();
  await clock.advance(restsAfterMs);
  heard.moved();
  await clock.advance(restsAfterMs);
  expect(written).toEqual([]);
  expect(clock.waiting).toBe(0);
});
