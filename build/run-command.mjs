import { spawn } from 'node:child_process';

import { interruptedCode } from './interrupt.mjs';

/**
 * Runs a program to its end, in a process group of its own that is killed when the time is up or
 * `signal` aborts.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs: number, show?: boolean, signal?: AbortSignal | undefined }} options
 *   `show` passes the output through instead of collecting it
 * @returns {Promise<{ code: number, output: string }>} `code` is 127 when the program is missing,
 *   124 when the time was up, 130 when `signal` aborted, also before the start, 137 when it was
 *   killed by others; `output` holds both streams
 */
export function runCommand(command, args, options) {
  if (options.signal?.aborted) return Promise.resolve({ code: interruptedCode, output: '' });
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    let timedOut = false;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (/** @type {string} */ text) => (output += text));
      stream?.on('error', () => undefined);
    }
    const killGroup = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // the group is already gone
      }
    };
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup();
    }, options.timeoutMs);
    options.signal?.addEventListener('abort', killGroup, { once: true });
    const settle = (/** @type {number} */ code) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', killGroup);
      const given = options.signal?.aborted ? interruptedCode : code;
      resolve({ code: timedOut ? 124 : given, output });
    };
    child.on('error', (error) => {
      output += error.message;
      settle(127);
    });
    child.on('close', (code) => settle(code ?? 137));
  });
}
