const EVERY_MS = 5000;

/** @param {number} ms */
const seconds = (ms) => `${Math.max(1, Math.round(ms / 1000))} s`;

/**
 * Says what goes on for as long as it does: first what it is, every five seconds how far it is, and at
 * the end how long it took.
 * @template T
 * @param {string} what
 * @param {(far: (text: string) => void) => Promise<T>} work is given how to say how far it is
 * @param {{ say?: (line: string) => void, everyMs?: number }} [options]
 * @returns {Promise<T>}
 */
export async function told(what, work, options = {}) {
  const { say = console.log, everyMs = EVERY_MS } = options;
  const begun = performance.now();
  let far = '';
  say(`${what} …`);
  const timer = setInterval(() => say(`  ${far}${seconds(performance.now() - begun)}`), everyMs);
  try {
    const result = await work((text) => {
      far = `${text}, `;
    });
    say(`  done after ${seconds(performance.now() - begun)}`);
    return result;
  } finally {
    clearInterval(timer);
  }
}

/**
 * How much of a download is there: `48 of 120 MB`; without the size when nobody said it.
 * @param {{ transferred: number, total?: number | undefined }} progress bytes
 */
export function downloaded({ transferred, total }) {
  const mb = (/** @type {number} */ bytes) => Math.round(bytes / 1e6);
  return total === undefined || total <= 0
    ? `${mb(transferred)} MB`
    : `${mb(transferred)} of ${mb(total)} MB`;
}
