import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectRoot } from '../electron/pinned.mjs';
import { installRealPrograms } from '../real-programs/install-real-programs.mjs';
import { runCommand } from '../run-command.mjs';
import { ensureLibraries } from '../system/libraries.mjs';
import { failuresOf, failureText } from './failures.mjs';
import { killLeftovers } from './leftovers.mjs';
import { runStaticChecks } from './static-checks.mjs';
import { tiers } from './tiers.mjs';
import { totalsOf } from './totals.mjs';

/**
 * @typedef {{ totals: import('./totals.mjs').Totals, failures: readonly string[] }} Outcome
 *   `failures` says what failed and why, in words for the end of the run
 */

/**
 * Runs one tier to its end or its deadline.
 * @param {import('./tiers.mjs').TierName} name
 * @param {{ prepareApp: () => Promise<void>, filters: readonly string[], signal: AbortSignal }} options
 *   `filters` are handed to vitest: parts of file names
 * @returns {Promise<Outcome>} never rejects: a tier that could not run counts as one failure, and
 *   says why
 */
export async function runTier(name, { prepareApp, filters, signal }) {
  const tier = tiers[name];
  try {
    await ensureLibraries(tier.needs, signal);
    if (tier.needs.includes('realPrograms')) await installRealPrograms(signal);
    if (tier.app) await prepareApp();
    if (tier.projects.length === 0) return await runStaticChecks(tier.deadlineMs, signal);
    return await runVitest(tier, filters, signal);
  } catch (error) {
    if (signal.aborted) return { totals: { passed: 0, failed: 0, skipped: 0 }, failures: [] };
    const why = error instanceof Error ? error.message : String(error);
    console.error(`The ${name} tier could not run: ${why}`);
    return {
      totals: { passed: 0, failed: 1, skipped: 0 },
      failures: [failureText([`the ${name} tier could not run`], why)],
    };
  }
}

/**
 * @param {import('./tiers.mjs').Tier} tier
 * @param {readonly string[]} filters
 * @param {AbortSignal} signal
 */
async function runVitest(tier, filters, signal) {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-report-'));
  const reportFile = join(folder, 'report.json');
  // not in TMPDIR: a socket path may have 107 bytes
  const place = await mkdtemp('/tmp/bh-');
  try {
    const { code } = await runCommand(
      join(projectRoot, 'node_modules/.bin/vitest'),
      [
        'run',
        '--config=build/vitest.config.ts',
        ...tier.projects.map((project) => `--project=${project}`),
        `--reporter=${tier.reporter}`,
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
        ...filters,
      ],
      {
        cwd: projectRoot,
        env: {
          ...process.env,
          BULKHEAD_TEST_PLACE: place,
          ...(tier.app ? { BULKHEAD_TEST_BUILT: '1' } : {}),
        },
        timeoutMs: tier.deadlineMs,
        show: true,
        signal,
      },
    );
    if (code === 124) console.error(`Cut off after ${tier.deadlineMs / 60_000} min.`);
    const report = await readReport(reportFile);
    const totals = totalsOf(report, code);
    const failures = failuresOf(report, projectRoot);
    if (totals.failed <= failures.length) return { totals, failures };
    const why = `vitest ended with ${code} and names no test: its errors stand above`;
    return { totals, failures: [...failures, failureText(['the run as a whole'], why)] };
  } finally {
    // of a run that was cut off nobody else is left to clear away
    await killLeftovers(place);
    for (const made of [folder, place]) {
      await rm(made, { recursive: true, force: true, maxRetries: 3 });
    }
  }
}

/**
 * @param {string} file
 * @returns {Promise<unknown>}
 */
async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
