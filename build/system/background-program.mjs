import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a program that lives no longer than this process, and waits for the line by which it says
 * that it is ready on file descriptor 3.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, timeoutMs: number }} options
 * @returns {Promise<{ line: string, stop: () => Promise<void> }>} `stop` settles when it has ended
 */
export async function startBackgroundProgram(command, args, { env, timeoutMs }) {
  // the kernel ends it with us, however we end
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', command, ...args], {
    env: env ?? process.env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    // out of reach of the terminal's Ctrl+C: what runs on it must end first
    detached: true,
  });
  const ended = once(child, 'close').catch(() => undefined);
  let complaints = '';
  child.stderr?.on('data', (/** @type {Buffer} */ chunk) => {
    complaints = (complaints + chunk.toString()).slice(-2000);
  });
  child.stderr?.on('error', () => undefined);
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000);
    await ended;
    clearTimeout(timer);
  };
  /** @type {Promise<string>} */
  const ready = new Promise((resolve, reject) => {
    let text = '';
    child.stdio[3]?.on('data', (/** @type {Buffer} */ chunk) => {
      text += chunk.toString();
      if (text.includes('\n')) resolve(text.trim());
    });
    child.stdio[3]?.on('error', () => undefined);
    void ended.then(() => reject(new Error(`${command} ended: ${complaints.trim()}`)));
    child.on('error', (error) => reject(new Error(`${command}: ${error.message}`)));
    setTimeout(() => reject(new Error(`${command} was not ready in time`)), timeoutMs).unref();
  });
  try {
    return { line: await ready, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
