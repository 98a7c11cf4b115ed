/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Totals
 */

/**
 * @param {readonly Totals[]} parts
 * @returns {Totals}
 */
export function sum(parts) {
  return parts.reduce(
    (all, part) => ({
      passed: all.passed + part.passed,
      failed: all.failed + part.failed,
      skipped: all.skipped + part.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/**
 * The line that ends a run: `N passed, N failed`, with the skipped ones when there are any.
 * @param {Totals} totals
 */
export function totalsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * The true totals of a vitest run, from its JSON report. A file that could not be loaded counts as
 * one failure, and so does a run that ended badly without a failed test (an unhandled error, a
 * guard that fired), or that left no report, or ran nothing.
 * @param {unknown} report the parsed report; undefined when there is none
 * @param {number} exitCode of vitest
 * @returns {Totals}
 */
export function totalsOf(report, exitCode) {
  if (!isReport(report)) return { passed: 0, failed: 1, skipped: 0 };
  const unloaded = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + unloaded;
  const ranNothing = report.numPassedTests + failed === 0;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && (exitCode !== 0 || ranNothing) ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @typedef {{
 *   numPassedTests: number,
 *   numFailedTests: number,
 *   numPendingTests: number,
 *   numTodoTests: number,
 *   testResults: readonly { status: string, assertionResults: readonly { status: string }[] }[],
 * }} VitestReport
 */

/**
 * @param {unknown} report
 * @returns {report is VitestReport}
 */
function isReport(report) {
  if (typeof report !== 'object' || report === null) return false;
  const counts = ['numPassedTests', 'numFailedTests', 'numPendingTests', 'numTodoTests'];
  return (
    counts.every((name) => typeof Reflect.get(report, name) === 'number') &&
    Array.isArray(Reflect.get(report, 'testResults'))
  );
}
