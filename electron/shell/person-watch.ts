import { DBusError } from '@particle/dbus-next';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Log } from '../base/log.ts';
import { followSessionBus } from './follow-session-bus.ts';
import { hasOwner, matchSignals, type SessionBus } from './session-bus.ts';

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
 * nobody tells, the screen is taken for unlocked; while the bus that told is lost, for locked, since
 * what is said on a locked screen can be read by others.
 */
export const watchLock = (options: {
  readonly busAddress: string | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}): LockWatch => {
  const listeners = new Set<() => void>();
  let locked = false;
  const say = (now: boolean): void => {
    if (locked === now) return;
    locked = now;
    for (const listener of listeners) listener();
  };

  const stop = followSessionBus({
    ...options,
    use: async (bus) => {
      const heard = { any: false };
      bus.onSignal(({ member, body }) => {
        if (member !== 'ActiveChanged' || typeof body[0] !== 'boolean') return;
        heard.any = true;
        say(body[0]);
      });
      const found = await isLockedNow(bus);
      // What a signal told meanwhile is newer.
      if (!heard.any) say(found);
    },
    onLost: () => say(true),
  });
  return {
    isLocked: () => locked,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      listeners.clear();
      stop();
    },
  };
};

/** Asks for the signals of every screen saver, and each that is there for its state. */
const isLockedNow = async (bus: SessionBus): Promise<boolean> => {
  for (const { name } of screenSavers) {
    await matchSignals(bus, `type='signal',interface='${name}',member='ActiveChanged'`);
  }
  let locked = false;
  for (const { name, path } of screenSavers) {
    if (!(await hasOwner(bus, name))) continue;
    const [active] = await bus
      .call({ destination: name, path, interface: name, member: 'GetActive' })
      .catch((error: unknown) => {
        // Some answer to the name without the method: the signal still comes.
        if (error instanceof DBusError) return [];
        throw error;
      });
    locked ||= active === true;
  }
  return locked;
};

/** Whether the person sees the window. */
export interface PersonWatch {
  isFocused(): boolean;
  isLocked(): boolean;
  /** Calls back after each change; returns how to stop. */
  onChange(listener: () => void): () => void;
}

/** What tells of the window's focus; a BrowserWindow does. */
interface FocusSource {
  on(event: 'focus' | 'blur', listener: () => void): unknown;
}

/**
 * Whether the person sees the window: it has the focus, and the screen is not locked. Not whether it
 * is in sight: X11 under a compositor never says that a window is covered or on another workspace,
 * and a notice too many costs less than one that is missing.
 */
export const createPersonWatch = (
  isFocused: () => boolean,
  lock: LockWatch,
): PersonWatch & { attach(window: FocusSource): void } => {
  const changes = new Emitter<null>();
  lock.onChange(() => changes.emit(null));
  return {
    isFocused,
    isLocked: () => lock.isLocked(),
    onChange: (listener) => changes.subscribe(() => listener()),
    attach: (window) => {
      window.on('focus', () => changes.emit(null));
      window.on('blur', () => changes.emit(null));
    },
  };
};
