import type { AppState } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';

interface HiddenStart {
  readonly clock: Clock;
  /** What is known of the tray now. */
  readonly tray: () => AppState['tray'];
  readonly hasWindow: () => boolean;
  readonly show: () => void;
  /** Aborts when the app quits. */
  readonly signal: AbortSignal;
}

/** Desktops start their trays beside the programs of the session, and often after them. */
export const trayWithinMs = 10_000;

/**
 * Goes without a window for as long as there is a tray to bring it: where none appeared within
 * `trayWithinMs`, the window is shown after all. Settles once that is decided; never rejects.
 */
export const startHidden = async (start: HiddenStart): Promise<void> => {
  const { clock, hasWindow, show, signal, tray } = start;
  await clock.pause(trayWithinMs, signal);
  if (!signal.aborted && tray() !== 'shown' && !hasWindow()) show();
};
