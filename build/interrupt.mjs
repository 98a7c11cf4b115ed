/**
 * A signal that aborts on the first Ctrl+C, SIGTERM or closed terminal. From then on none of them
 * ends this process by itself: who asked for the signal does.
 * @returns {AbortSignal}
 */
export function onInterrupt() {
  const interrupted = new AbortController();
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => interrupted.abort(new Error('Interrupted.')));
  }
  return interrupted.signal;
}

/** The exit code of what Ctrl+C ended. */
export const interruptedCode = 130;

/**
 * What `work` settles with, or a rejection as soon as `signal` aborts; the work itself goes on.
 * @template T
 * @param {Promise<T>} work
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<T>}
 */
export function unlessInterrupted(work, signal) {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const leave = () => reject(new Error('Interrupted.', { cause: signal.reason }));
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    work
      .finally(() => {
        signal.removeEventListener('abort', leave);
      })
      .then(resolve, reject);
  });
}
