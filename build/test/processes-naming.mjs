import { readdir, readFile } from 'node:fs/promises';

/**
 * Every process of ours, except this one, whose environment names the private folder `root`.
 * @param {string} root
 * @returns {Promise<{ pid: number, command: string }[]>}
 */
export async function processesNaming(root) {
  const found = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
      if (
        !environment.split('\0').some((entry) => entry.endsWith(root) || entry.includes(`${root}/`))
      )
        continue;
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
      found.push({ pid: Number(pid), command });
    } catch {
      // it ended meanwhile, or it is not ours
    }
  }
  return found;
}
