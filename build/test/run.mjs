import { buildApp } from '../build-app.mjs';
import { provideElectron } from '../electron/provide-electron.mjs';
import { interruptedCode, onInterrupt } from '../interrupt.mjs';
import { ensureLibraries } from '../system/libraries.mjs';
import { everyTier, isTier, tiers } from './tiers.mjs';
import { runTier } from './run-tier.mjs';
import { toFetch } from './to-fetch.mjs';
import { sum, totalsLine } from './totals.mjs';

const args = process.argv.slice(2);
const named = args.filter((arg) => isTier(arg));
const filters = args.filter((arg) => !isTier(arg));
const chosen = named.length > 0 ? named : everyTier;

const interrupted = onInterrupt();

console.log(await toFetch(chosen));

/** @type {Promise<void> | undefined} */
let prepared;
const prepareApp = () => {
  prepared ??= (async () => {
    console.log((await provideElectron({ signal: interrupted })).line);
    await buildApp(interrupted);
  })();
  return prepared;
};

const startedAt = Date.now();
try {
  // all at once: one list for the person, one apt-get for root
  await ensureLibraries([...new Set(chosen.flatMap((name) => tiers[name].needs))], interrupted);
} catch (error) {
  if (!interrupted.aborted) console.error(error instanceof Error ? error.message : error);
}
/** @type {import('./totals.mjs').Totals[]} */
const results = [];
/** @type {string[]} */
const failures = [];
for (const name of chosen) {
  if (interrupted.aborted) break;
  console.log(`\n== ${name}`);
  const tierStartedAt = Date.now();
  const { totals, failures: ofTier } = await runTier(name, {
    prepareApp,
    filters,
    signal: interrupted,
  });
  results.push(totals);
  failures.push(...ofTier.map((failure) => `${name}: ${failure}`));
  const tookMs = Date.now() - tierStartedAt;
  console.log(`== ${name}: ${totalsLine(totals)} in ${(tookMs / 1000).toFixed(1)} s`);
}

if (failures.length > 0) console.log(`\nWhat failed:\n\n${failures.join('\n\n')}`);
const totals = sum(results);
console.log(`\nAll tiers took ${seconds(startedAt)} s.`);
console.log(totalsLine(totals));
// what was left in the middle, a build say, would hold this process
if (interrupted.aborted) process.exit(interruptedCode);
process.exitCode = totals.failed > 0 ? 1 : 0;

/** @param {number} since */
function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}
