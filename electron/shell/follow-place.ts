import type { Clock } from '../base/clock.ts';
import { type Area, repairPlace, type SavedBounds } from './window-bounds.ts';

/** The part of a BrowserWindow that is used. */
export interface PlacedWindow {
  isDestroyed(): boolean;
  isMaximized(): boolean;
  isMinimized(): boolean;
  isFullScreen(): boolean;
  getNormalBounds(): Area;
  setBounds(bounds: Area): void;
}

/** Calls back when what it stands for has changed; returns how to stop. */
export type Changes = (listener: () => void) => () => void;

interface FollowPlaceOptions {
  readonly window: PlacedWindow;
  readonly clock: Clock;
  /** The window was moved, sized, maximized, or none of it any more. */
  readonly onMoved: Changes;
  /** Displays came, went or changed. */
  readonly onDisplays: Changes;
  /** Displays without their panels and docks, the first one first. */
  readonly workAreas: () => readonly Area[];
  readonly write: (bounds: SavedBounds) => void;
}

/** A window that is dragged moves all the time, and a desktop takes its own way with a lost display. */
export const restsAfterMs = 500;

/**
 * Remembers where the window is once it has rested there, so that one whose app is killed opens in the
 * same place, and takes it back to a display when the one it was on is gone. Returns how to stop; what
 * is not written then is the caller's.
 */
export const followPlace = (options: FollowPlaceOptions): (() => void) => {
  const { window, clock, onMoved, onDisplays, workAreas, write } = options;
  const stopped = new AbortController();

  /** Does it once nothing has called for it for a while. */
  const whenAtRest = (act: () => void): (() => void) => {
    let pause = new AbortController();
    const wait = async (signal: AbortSignal): Promise<void> => {
      await clock.pause(restsAfterMs, signal);
      if (!signal.aborted && !window.isDestroyed()) act();
    };
    return () => {
      pause.abort();
      pause = new AbortController();
      void wait(AbortSignal.any([pause.signal, stopped.signal]));
    };
  };

  const keep = whenAtRest(() => {
    if (window.isMinimized() || window.isFullScreen()) return;
    write({ ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  const repair = whenAtRest(() => {
    // The desktop places one of these itself, and it is looked at when it opens the next time.
    if (window.isMaximized() || window.isFullScreen()) return;
    const place = repairPlace(window.getNormalBounds(), workAreas());
    if (place !== null) window.setBounds(place);
  });
  const ends = [onMoved(keep), onDisplays(repair)];
  return () => {
    stopped.abort();
    for (const end of ends) end();
  };
};
