import { describe, expect, it } from 'vitest';
import { placeWindow, repairPlace } from '../../../electron/shell/window-bounds.ts';

const laptop = { x: 0, y: 0, width: 1920, height: 1050 };
const second = { x: 1920, y: -200, width: 2560, height: 1400 };
const saved = { x: 2000, y: 0, width: 1400, height: 900, maximized: false };

describe('placeWindow', () => {
  it('opens 1280 by 800 the first time, where the desktop wants it', () => {
    expect(placeWindow(undefined, [laptop])).toEqual({
      width: 1280,
      height: 800,
      maximized: false,
    });
  });

  it('opens where it was left', () => {
    expect(placeWindow(saved, [laptop, second])).toEqual(saved);
  });

  it('keeps the size but not the place of a display that is gone', () => {
    expect(placeWindow(saved, [laptop])).toEqual({ width: 1400, height: 900, maximized: false });
  });

  it('does not open with its title bar out of reach', () => {
    expect(placeWindow({ ...saved, x: 100, y: 1040 }, [laptop])).not.toHaveProperty('y');
    expect(placeWindow({ ...saved, x: 100, y: -100 }, [laptop])).not.toHaveProperty('y');
    expect(placeWindow({ ...saved, x: -1380, y: 0 }, [laptop])).not.toHaveProperty('x');
  });

  it('is never larger than its display nor smaller than the minimum', () => {
    const small = { x: 0, y: 0, width: 1024, height: 560 };
    expect(placeWindow({ ...saved, x: 0 }, [small])).toMatchObject({ width: 1024, height: 600 });
  });

  it.each([null, 'x', [], { x: 1 }, { ...saved, width: 10 }, { ...saved, x: 0.5 }])(
    'takes %j for nothing saved',
    (value) => {
      expect(placeWindow(value, [laptop])).toEqual({ width: 1280, height: 800, maximized: false });
    },
  );
});

describe('repairPlace', () => {
  it('lets a window be that can be taken by its top', () => {
    expect(repairPlace(saved, [laptop, second])).toBeNull();
    expect(repairPlace(saved, [])).toBeNull();
  });

  it('brings one to the first display, no larger than that and no smaller than the minimum', () => {
    expect(repairPlace(saved, [laptop])).toEqual({ x: 260, y: 75, width: 1400, height: 900 });
    const small = { x: 10, y: 20, width: 1024, height: 560 };
    expect(repairPlace(saved, [small])).toEqual({ x: 10, y: 20, width: 1024, height: 600 });
    const above = { ...saved, x: 100, y: -500 };
    expect(repairPlace(above, [laptop])).toEqual({ x: 260, y: 75, width: 1400, height: 900 });
  });
});
