import { projectRoot } from '../electron/pinned.mjs';
import { runCommand } from '../run-command.mjs';
import { failureText } from './failures.mjs';

const bin = `${projectRoot}/node_modules/.bin`;

const checks = [
  { name: 'eslint', command: ['eslint', '-c', 'build/lint.config.mjs', '--max-warnings=0', '.'] },
  { name: 'tsc', command: ['tsc', '-p', '.'] },
  { name: 'tsc, shared without Node', command: ['tsc', '-p', 'build/tsconfig.shared.json'] },
  { name: 'tsc, renderer without Node', command: ['tsc', '-p', 'build/tsconfig.renderer.json'] },
  { name: 'prettier', command: ['prettier', '--check', '--log-level=warn', '.'] },
];

/**
 * Runs every static check, two at a time; each counts as one test.
 * @param {number} deadlineMs for each
 * @param {AbortSignal} signal
 * @returns {Promise<import('./run-tier.mjs').Outcome>}
 */
export async function runStaticChecks(deadlineMs, signal) {
  const waiting = [...checks];
  /** @type {string[]} */
  const failures = [];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const [program = '', ...args] = check.command;
      const { code, output } = await runCommand(`${bin}/${program}`, args, {
        cwd: projectRoot,
        timeoutMs: deadlineMs,
        signal,
      });
      signal.throwIfAborted();
      if (code !== 0) failures.push(failureText([check.name], output));
      console.log(code === 0 ? ` ok      ${check.name}` : ` FAILED  ${check.name}\n${output}`);
    }
  };
  await Promise.all([worker(), worker()]);
  const failed = failures.length;
  return { totals: { passed: checks.length - failed, failed, skipped: 0 }, failures };
}
