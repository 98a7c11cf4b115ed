import { app, powerMonitor } from 'electron';
import type { Log } from '../base/log.ts';

interface QuitOptions {
  /** Settles when everything the app started is over. */
  readonly close: () => Promise<void>;
  readonly log: Log;
  /** Longest wait for `close`. */
  readonly timeoutMs?: number;
}

/** The one way out. */
export interface Quit {
  /** Starts quitting; later calls change nothing. */
  start(): void;
  /** True from the first start on: windows close without a question. */
  isUnderWay(): boolean;
}

const CLOSE_WITHIN_MS = 8_000;
const EXIT_WITHIN_MS = 2_000;
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
/** They ask for nothing here, and would end the process where it stands. */
const unheard = ['SIGUSR1', 'SIGUSR2'] as const;

/**
 * Holds every way of quitting (menu, tray, signal, end of the session) until `close` has settled
 * or its time is up, once. Call it when the app is ready: Electron takes the signals over before
 * that, and its own handlers let a second signal kill the process in the middle of the wait.
 */
export const setupQuit = ({ close, log, timeoutMs = CLOSE_WITHIN_MS }: QuitOptions): Quit => {
  let phase: 'running' | 'closing' | 'closed' = 'running';

  const finish = async (): Promise<void> => {
    const late = AbortSignal.timeout(timeoutMs);
    try {
      await Promise.race([
        close(),
        new Promise<void>((_resolve, reject) => {
          late.addEventListener('abort', () => reject(new Error('closing took too long')));
        }),
      ]);
    } catch (error) {
      log.error('closing failed', { error });
    }
    phase = 'closed';
    // A window whose page hangs must not hold the process.
    setTimeout(() => app.exit(0), EXIT_WITHIN_MS).unref();
    app.quit();
  };

  const start = (): void => {
    if (phase !== 'running') return;
    phase = 'closing';
    void finish();
  };

  app.on('before-quit', (event) => {
    if (phase === 'closed') return;
    event.preventDefault();
    start();
  });
  // Without a listener Electron quits with the last window; the tray and the socket outlive it.
  app.on('window-all-closed', () => undefined);
  for (const signal of signals) {
    // Node takes a signal over from Electron only with its first listener, and a library of the
    // settings file has listened since it was loaded.
    process.removeAllListeners(signal);
    process.on(signal, start);
  }
  for (const signal of unheard) process.on(signal, () => undefined);
  // Electron types the listener without its event (a logind inhibitor is held until it returns).
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    if (phase === 'closed') return;
    event?.preventDefault();
    start();
  });
  return { start, isUnderWay: () => phase !== 'running' };
};
