import { spawn } from 'node:child_process';
import { constants } from 'node:os';

import { busAddressFor } from '../electron/base/bus-address.mjs';

const KILL_AFTER_MS = 15_000;

/** One Ctrl+C reaches us twice under npm: from the terminal, and passed on by npm. */
const SAME_KEYSTROKE_MS = 1000;

/**
 * Runs the app until it ends. Ctrl+C, SIGTERM and a closed terminal ask it to quit; asked again a
 * second later, or silent for 15 s, it is killed with everything it started.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} the exit code; 0 when it ended because it was asked to
 */
export function runApp(command, args, env) {
  return new Promise((resolve) => {
    // the terminal of an editor that is made with Electron has it, and it would make the app a bare Node
    const { ELECTRON_RUN_AS_NODE: _ofAnEditor, ...own } = env;
    // a process group of its own: the terminal's Ctrl+C reaches only us, and once
    // and Chromium would crash on some addresses before a line of the app runs
    const safe = { ...own, DBUS_SESSION_BUS_ADDRESS: busAddressFor(own) };
    const child = spawn(command, args, { env: safe, stdio: 'inherit', detached: true });
    /** @type {number | null} */
    let askedAt = null;
    const killGroup = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // already gone
      }
    };
    const quit = () => {
      if (askedAt !== null) {
        if (Date.now() - askedAt > SAME_KEYSTROKE_MS) killGroup();
        return;
      }
      askedAt = Date.now();
      child.kill('SIGTERM');
      setTimeout(killGroup, KILL_AFTER_MS).unref();
    };
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, quit);
    }
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(127);
    });
    child.on('exit', (code, signal) => {
      if (askedAt !== null) resolve(0);
      else resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
