import { processesNaming } from './processes-naming.mjs';

/**
 * Kills every process of ours whose environment names the private folder `root`: what a test that
 * was cut off left running, in whatever process group.
 * @param {string} root
 * @returns {Promise<string[]>} the command lines that were killed
 */
export async function killLeftovers(root) {
  /** @type {string[]} */
  const killed = [];
  for (const { pid, command } of await processesNaming(root)) {
    try {
      process.kill(pid, 'SIGKILL');
      killed.push(command);
    } catch {
      // it ended meanwhile
    }
  }
  return killed;
}
