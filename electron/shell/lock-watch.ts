import type { Log } from '../log.ts';
import { hasOwner, matchSignals, openSessionBus } from './session-bus.ts';
import type { SessionBus } from './session-bus.ts';

/** Who says that the screen is locked, by desktop; they differ in name and path only. */
const screenSavers = ['freedesktop', 'gnome', 'cinnamon', 'mate', 'xfce'].map((desktop) => ({
  name: `org.${desktop}.ScreenSaver`,
  path: `/org/${desktop}/ScreenSaver`,
}));

/** Says whether the screen is locked, as far as the desktop tells. */
export interface LockWatch {
  isLocked(): boolean;
  /** Calls back after each change; returns how to stop. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/**
 * Follows the lock screen over `ActiveChanged` and `GetActive` of the desktop's screen saver. Where
 * nobody tells, the screen is taken for unlocked.
 */
export const watchLock = (options: {
  readonly busAddress: string | undefined;
  readonly log: Log;
}): LockWatch => {
  const { busAddress, log } = options;
  const listeners = new Set<() => void>();
  let locked = false;
  const say = (now: boolean): void => {
    if (locked === now) return;
    locked = now;
    for (const listener of listeners) listener();
  };

  const ask = async (bus: SessionBus): Promise<void> => {
    for (const { name } of screenSavers) {
      await matchSignals(bus, `type='signal',interface='${name}',member='ActiveChanged'`);
    }
    for (const { name, path } of screenSavers) {
      if (!(await hasOwner(bus, name))) continue;
      // Some answer to the name without the method: the signal still comes.
      const answer = await bus
        .call({ destination: name, path, interface: name, member: 'GetActive' })
        .catch(() => []);
      if (answer[0] === true) say(true);
    }
  };

  let bus: SessionBus | null = null;
  try {
    bus = openSessionBus(busAddress);
  } catch (error) {
    log.warn('lock screen not followed', { error });
  }
  bus?.onSignal(({ member, body }) => {
    if (member === 'ActiveChanged' && typeof body[0] === 'boolean') say(body[0]);
  });
  if (bus !== null) {
    ask(bus).catch((error: unknown) => {
      log.warn('lock screen not asked', { error });
    });
  }
  return {
    isLocked: () => locked,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      listeners.clear();
      bus?.disconnect();
    },
  };
};
