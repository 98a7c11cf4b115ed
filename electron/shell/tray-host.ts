import type { Log } from '../base/log.ts';
import { hasOwner, matchSignals, openSessionBus } from './session-bus.ts';
import type { SessionBus } from './session-bus.ts';

/** Who shows tray icons, on every desktop that has them (freedesktop StatusNotifierItem). */
const WATCHER = 'org.kde.StatusNotifierWatcher';

const MATCH = `type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`;

interface TrayHostOptions {
  /** Address of the session bus; undefined when there is none. */
  readonly busAddress: string | undefined;
  readonly log: Log;
  readonly timeoutMs?: number;
  /** Called with what was found first, and then with each change. */
  readonly onChange: (present: boolean) => void;
}

const ANSWER_WITHIN_MS = 2_000;

/**
 * Says whether the desktop shows tray icons, and when that changes: panels start late, and are
 * restarted. Without a session bus, or one that does not answer, there is none. Returns how to stop.
 */
export const watchTrayHost = ({
  busAddress,
  log,
  timeoutMs = ANSWER_WITHIN_MS,
  onChange,
}: TrayHostOptions): (() => void) => {
  let said: boolean | null = null;
  let stopped = false;
  const say = (present: boolean): void => {
    if (stopped || said === present) return;
    said = present;
    onChange(present);
  };

  let opened: SessionBus | null = null;
  try {
    opened = openSessionBus(busAddress);
  } catch (error) {
    log.warn('session bus unusable', { error });
  }
  const bus = opened;
  if (bus === null) {
    say(false);
    return () => undefined;
  }
  const noAnswer = setTimeout(() => say(false), timeoutMs);
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    clearTimeout(noAnswer);
    bus.disconnect();
  };
  bus.onLost((error) => {
    log.warn('session bus lost', { error });
    say(false);
  });
  bus.onSignal(({ member, body: [name, , newOwner] }) => {
    if (member !== 'NameOwnerChanged' || name !== WATCHER) return;
    clearTimeout(noAnswer);
    say(newOwner !== '');
  });
  void (async () => {
    try {
      await matchSignals(bus, MATCH);
      say(await hasOwner(bus, WATCHER));
    } catch (error) {
      log.warn('session bus did not answer', { error });
      say(false);
    } finally {
      clearTimeout(noAnswer);
    }
  })();
  return stop;
};
