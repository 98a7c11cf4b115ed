/**
 * The line that says that a tier broke its promise, or null.
 * @param {Pick<import('./tiers.mjs').Tier, 'promisedMs'>} tier
 * @param {number} tookMs
 */
export function tooSlow({ promisedMs }, tookMs) {
  if (promisedMs === undefined || tookMs <= promisedMs) return null;
  const [took, promised] = [tookMs, promisedMs].map((ms) => (ms / 1000).toFixed(1));
  return `FAILED: it took ${took} s, and promises ${promised} s on a machine that does nothing else.`;
}
