import { readFile } from 'node:fs/promises';

/**
 * Names a process beyond its pid: boot id and start time in ticks (Linux, /proc/<pid>/stat field
 * 22), so that a pid that was given out again is never taken for the old one. Null when it is gone.
 */
export const processIdentity = async (pid: number): Promise<string | null> => {
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state] = fields;
    const startedAt = fields[19];
    if (startedAt === undefined || state === 'Z' || state === 'X') return null;
    return `${boot}:${startedAt}`;
  } catch {
    return null;
  }
};
