import type { AppState } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import { trayWithinMs } from './hidden-start.ts';

interface FollowTray {
  readonly clock: Clock;
  /** No tray came within `trayWithinMs`, or none came back. */
  readonly onNone: () => void;
  /** There is one: what was said of none holds no more. */
  readonly onThere: () => void;
  readonly hasWindow: () => boolean;
  readonly show: () => void;
  /** Aborts when the app quits. */
  readonly signal: AbortSignal;
}

/**
 * Makes what is told of the tray each time that is known anew. A tray counts as missing only after
 * `trayWithinMs` without one: desktops start theirs late, and restart it. One that was there and is
 * lost takes the way back with it: the window is shown where none is open.
 */
export const followTray = ({ clock, onNone, onThere, hasWindow, show, signal }: FollowTray) => {
  let now: AppState['tray'] = 'unknown';
  let wasShown = false;
  let changed = new AbortController();

  const wait = async (): Promise<void> => {
    const { signal: back } = changed;
    await clock.pause(trayWithinMs, AbortSignal.any([signal, back]));
    if (signal.aborted || back.aborted) return;
    onNone();
    if (wasShown && !hasWindow()) show();
    wasShown = false;
  };

  return (found: AppState['tray']): void => {
    if (found === now) return;
    now = found;
    changed.abort();
    changed = new AbortController();
    if (found === 'shown') {
      wasShown = true;
      onThere();
    }
    if (found === 'none') void wait();
  };
};
