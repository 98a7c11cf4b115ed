import { readdir, readFile, readlink } from 'node:fs/promises';

/** `getconf CLK_TCK` of every Linux that we run on. */
const ticksPerSecond = 100;

interface Parentage {
  readonly pid: number;
  readonly parent: number;
}

const everyProcess = async (): Promise<readonly Parentage[]> => {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const read = pids.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // A name may hold anything, a bracket too.
    const [, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(parent) };
  });
  return Promise.all(read);
};

/** `pid` and all below it, but nothing that runs `without`, or stands below such a process. */
export const processTree = async (pid: number, without = ''): Promise<readonly number[]> => {
  const all = await everyProcess();
  const found: number[] = [];
  const add = async (one: number): Promise<void> => {
    const program = await readlink(`/proc/${one}/exe`).catch(() => '');
    if (without !== '' && program === without) return;
    found.push(one);
    for (const { pid: child, parent } of all) if (parent === one) await add(child);
  };
  await add(pid);
  return found;
};

/** Those of them that draw a page of Electron's. */
export const pagesOf = async (pids: readonly number[]): Promise<readonly number[]> => {
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  const told = await Promise.all(lines);
  return pids.filter((_, n) => told[n]?.includes('--type=renderer'));
};

/** Bytes of these processes, where what several of them share is counted once. */
export const proportionalBytes = async (pids: readonly number[]): Promise<number> => {
  let bytes = 0;
  for (const pid of pids) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    bytes += Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
  }
  return bytes;
};

const secondsIn = async (file: string): Promise<number> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticksPerSecond;
};

/** Processor time that these processes had so far, in s. */
export const cpuSeconds = async (pids: readonly number[]): Promise<number> => {
  const each = await Promise.all(pids.map((pid) => secondsIn(`/proc/${pid}/stat`)));
  return each.reduce((sum, one) => sum + one, 0);
};

/** The same of the first thread of one process: in Electron's, the one that all of main runs in. */
export const mainThreadSeconds = (pid: number): Promise<number> =>
  secondsIn(`/proc/${pid}/task/${pid}/stat`);
