import { readdir, readFile } from 'node:fs/promises';

/** What is left of helpers. */
export interface Processes {
  /** Pids of those that name a compartment, in their environment or in how they were called. */
  readonly helpers: readonly number[];
  /** Children of the panel that ended and that it did not wait for. */
  readonly zombies: readonly number[];
}

const textOf = (pid: string, file: string): Promise<string> =>
  // It may end meanwhile.
  readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');

/** Looks at every process there is. */
export const lookAtProcesses = async (compartments: string, panel: number): Promise<Processes> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const [helpers, zombies]: [number[], number[]] = [[], []];
  for (const pid of pids) {
    const stat = await textOf(pid, 'stat');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (state === 'Z') {
      if (Number(parent) === panel) zombies.push(Number(pid));
      continue;
    }
    const [environment, called] = [await textOf(pid, 'environ'), await textOf(pid, 'cmdline')];
    if (`${environment}${called}`.includes(`${compartments}/`)) helpers.push(Number(pid));
  }
  return { helpers, zombies };
};
