import { readdir, readFile } from 'node:fs/promises';

/**
 * Kills every process of ours whose environment names the private folder `root`: what a test that
 * was cut off left running, in whatever process group.
 * @param {string} root
 * @returns {Promise<string[]>} the command lines that were killed
 */
export async function killLeftovers(root) {
  /** @type {string[]} */
  const killed = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
      if (
        !environment.split('\0').some((entry) => entry.endsWith(root) || entry.includes(`${root}/`))
      )
        continue;
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
      process.kill(Number(pid), 'SIGKILL');
      killed.push(command);
    } catch {
      // it ended meanwhile, or it is not ours
    }
  }
  return killed;
}
