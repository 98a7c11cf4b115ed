import { Emitter } from '../base/emitter.ts';
import type { LockWatch } from './lock-watch.ts';
import type { PersonWatch } from './notices.ts';

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
