import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;
let shown = 0;

const tick = () => {
  shown = Date.now();
  for (const listener of listeners) listener();
};

const run = () => {
  const wanted = listeners.size > 0 && !document.hidden;
  if (wanted && timer === null) timer = setInterval(tick, 1_000);
  if (!wanted && timer !== null) {
    clearInterval(timer);
    timer = null;
  }
};

const onVisible = () => {
  run();
  if (!document.hidden) tick();
};

const subscribe = (listener: () => void): (() => void) => {
  if (listeners.size === 0) {
    shown = Date.now();
    document.addEventListener('visibilitychange', onVisible);
  }
  listeners.add(listener);
  run();
  return () => {
    listeners.delete(listener);
    run();
    if (listeners.size === 0) document.removeEventListener('visibilitychange', onVisible);
  };
};

const read = (): number => {
  const now = Date.now();
  if (listeners.size === 0 && Math.abs(now - shown) >= 1_000) shown = now;
  return shown;
};

/**
 * The time in epoch ms, once a second from one clock for the whole page, so that no age or
 * countdown on it can differ from another. It rests while the window is hidden.
 */
export const useNow = (): number => useSyncExternalStore(subscribe, read);
