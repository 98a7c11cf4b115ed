/**
 * @typedef {'static' | 'fast' | 'unit' | 'integration' | 'few-faults' | 'faults' | 'e2e' | 'real' | 'package' | 'long'} TierName
 * @typedef {{
 *   projects: readonly string[],
 *   deadlineMs: number,
 *   needs: readonly ('window' | 'headless' | 'windowLook' | 'realPrograms' | 'bareDebian')[],
 *   app: boolean,
 *   reporter: 'default' | 'verbose',
 * }} Tier
 *   `projects` are vitest's (none: the static checks); `app` needs Electron and the built app
 */

const MINUTE = 60_000;

/**
 * What each tier runs and needs, and when it is cut off.
 * @type {Record<TierName, Tier>}
 */
export const tiers = {
  static: { projects: [], deadlineMs: 5 * MINUTE, needs: [], app: false, reporter: 'default' },
  fast: {
    projects: ['unit', 'renderer', 'integration'],
    deadlineMs: 8 * MINUTE,
    needs: ['headless'],
    app: false,
    reporter: 'default',
  },
  unit: {
    projects: ['unit', 'renderer'],
    deadlineMs: 4 * MINUTE,
    needs: [],
    app: false,
    reporter: 'default',
  },
  integration: {
    projects: ['integration'],
    deadlineMs: 5 * MINUTE,
    needs: ['headless'],
    app: false,
    reporter: 'default',
  },
  'few-faults': {
    projects: ['few-faults'],
    deadlineMs: 5 * MINUTE,
    needs: [],
    app: false,
    reporter: 'verbose',
  },
  faults: {
    projects: ['faults'],
    deadlineMs: 25 * MINUTE,
    needs: [],
    app: false,
    reporter: 'verbose',
  },
  e2e: {
    projects: ['e2e'],
    deadlineMs: 20 * MINUTE,
    needs: ['window', 'headless', 'windowLook'],
    app: true,
    reporter: 'verbose',
  },
  real: {
    projects: ['real'],
    deadlineMs: 14 * MINUTE,
    needs: ['window', 'headless', 'realPrograms'],
    app: true,
    reporter: 'verbose',
  },
  package: {
    projects: ['package'],
    deadlineMs: 25 * MINUTE,
    needs: ['window', 'headless', 'bareDebian'],
    app: true,
    reporter: 'verbose',
  },
  long: {
    projects: ['long'],
    deadlineMs: 60 * MINUTE,
    needs: ['window', 'headless', 'realPrograms'],
    app: true,
    reporter: 'verbose',
  },
};

/** What `npm test` runs, in this order. */
export const everyTier = /** @type {const} */ (['static', 'fast', 'few-faults', 'e2e', 'real']);

/**
 * @param {string} name
 * @returns {name is TierName}
 */
export function isTier(name) {
  return Object.hasOwn(tiers, name);
}
