import { readFile } from 'node:fs/promises';

const pageBytes = 4096;

/** Bytes of a process that are in memory; 0 when it is gone. */
export const residentBytes = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(text.split(' ')[1] ?? 0) * pageBytes;
};

/** Bytes of our own heap that are in use after everything else was collected. */
export const usedHeapBytes = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};
