import { countsAsAlive, type CodexView, type HelperView } from '../../shared/state.ts';

// Measured on codex 0.169: in both sandboxes that are offered, connecting to a Unix socket ends in
// EPERM. Nothing is known of other versions until the same was seen there.
const verified = /^0\.169\.\d+$/;

const closedSandboxes: ReadonlySet<string> = new Set(['read-only', 'workspace-write']);

/**
 * True when something that a helper runs might have been able to open the control socket: a helper
 * is alive on a codex whose sandbox was not verified, or in a sandbox that lets Unix sockets through.
 */
export const helperCouldAsk = (helpers: readonly HelperView[], codex: CodexView): boolean => {
  const alive = helpers.filter(
    ({ state, pid }) =>
      countsAsAlive(state) || (state.phase === 'waiting-for-sign-in' && pid !== null),
  );
  if (alive.length === 0) return false;
  if (codex.phase !== 'found' || !verified.test(codex.version)) return true;
  return alive.some(({ sandbox }) => !closedSandboxes.has(sandbox));
};
