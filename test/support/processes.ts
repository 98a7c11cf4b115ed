import { readdir, readFile } from 'node:fs/promises';

const textOf = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // The process is gone, or it is somebody else's.
    return '';
  }
};

const isZombie = async (pid: string): Promise<boolean> =>
  /^State:\s+Z/m.test(await textOf(`/proc/${pid}/status`));

/** Pids of the processes whose environment or command line names `text`; zombies are not counted. */
export const processesNaming = async (text: string): Promise<readonly number[]> => {
  const found: number[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    const told = (await textOf(`/proc/${pid}/environ`)) + (await textOf(`/proc/${pid}/cmdline`));
    if (told.includes(text) && !(await isZombie(pid))) found.push(Number(pid));
  }
  return found;
};

/** True while a process runs that is not a zombie. */
export const isRunning = async (pid: number): Promise<boolean> => {
  const status = await textOf(`/proc/${String(pid)}/status`);
  return status !== '' && !/^State:\s+Z/m.test(status);
};
