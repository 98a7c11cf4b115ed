import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { followSessionBus } from './follow-session-bus.ts';
import { hasOwner, matchSignals } from './session-bus.ts';

/** Who shows tray icons, on every desktop that has them (freedesktop StatusNotifierItem). */
const WATCHER = 'org.kde.StatusNotifierWatcher';

const MATCH = `type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${WATCHER}'`;

interface TrayHostOptions {
  /** Address of the session bus; undefined when there is none. */
  readonly busAddress: string | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly timeoutMs?: number;
  /** Called with what was found first, and then with each change. */
  readonly onChange: (present: boolean) => void;
}

const ANSWER_WITHIN_MS = 2_000;

/**
 * Says whether the desktop shows tray icons, and when that changes: panels start late, and are
 * restarted, and so is the session bus. Without a bus, or with one that does not answer, there is
 * none. Returns how to stop.
 */
export const watchTrayHost = (options: TrayHostOptions): (() => void) => {
  const { busAddress, timeoutMs = ANSWER_WITHIN_MS, onChange } = options;
  let said: boolean | null = null;
  let stopped = false;
  const say = (present: boolean): void => {
    clearTimeout(noAnswer);
    if (stopped || said === present) return;
    said = present;
    onChange(present);
  };
  const noAnswer = setTimeout(() => say(false), timeoutMs);
  if (busAddress === undefined || busAddress === '') {
    say(false);
    return () => undefined;
  }
  const unfollow = followSessionBus({
    ...options,
    use: async (bus) => {
      bus.onLost(() => say(false));
      bus.onSignal(({ member, body: [name, , newOwner] }) => {
        if (member === 'NameOwnerChanged' && name === WATCHER) say(newOwner !== '');
      });
      await matchSignals(bus, MATCH);
      say(await hasOwner(bus, WATCHER));
    },
    onLost: () => say(false),
    onUnusable: () => say(false),
  });
  return () => {
    stopped = true;
    clearTimeout(noAnswer);
    unfollow();
  };
};
