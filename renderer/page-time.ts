/** The time outside the page: now in epoch ms, and a call every `ms` until it is stopped. */
export interface Time {
  now(): number;
  every(ms: number, tick: () => void): () => void;
}

/** What a page tells of itself: whether anybody can see it. */
export type Seen = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

/** The one time of a page, so that no age or countdown on it can differ from another. */
export interface PageTime {
  /** Epoch ms, as everything on the page shows it. */
  readonly read: () => number;
  /** Calls back when `read` has changed. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Takes the time anew, for what was told after the last second. */
  readonly refresh: () => void;
}

const second = 1_000;

/** The time of a page, once a second; it rests while nobody asks for it or the page is hidden. */
export const createPageTime = (time: Time, page: Seen): PageTime => {
  const listeners = new Set<() => void>();
  let stop: (() => void) | null = null;
  let shown = time.now();

  const refresh = () => {
    const now = time.now();
    if (now === shown) return;
    shown = now;
    for (const listener of listeners) listener();
  };
  const run = () => {
    const wanted = listeners.size > 0 && !page.hidden;
    if (wanted && stop === null) stop = time.every(second, refresh);
    if (!wanted && stop !== null) {
      stop();
      stop = null;
    }
  };
  const onVisible = () => {
    run();
    if (!page.hidden) refresh();
  };
  return {
    refresh,
    read: () => {
      if (listeners.size === 0 && Math.abs(time.now() - shown) >= second) shown = time.now();
      return shown;
    },
    subscribe: (listener) => {
      if (listeners.size === 0) {
        shown = time.now();
        page.addEventListener('visibilitychange', onVisible);
      }
      listeners.add(listener);
      run();
      return () => {
        listeners.delete(listener);
        run();
        if (listeners.size === 0) page.removeEventListener('visibilitychange', onVisible);
      };
    },
  };
};

/** The computer's own time. */
export const systemTime: Time = {
  now: () => Date.now(),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  },
};
