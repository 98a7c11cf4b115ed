import { bulkheadVersion } from '../base/version.ts';
import { Mishaps } from './mishaps.ts';

/**
 * What nobody caught, from the first moment on: main.ts imports this page before every other. With
 * listeners of ours Electron shows no box of its own, which would hold main until somebody clicks.
 */
export const mishaps = new Mishaps({
  now: () => performance.now(),
  about: `Bulkhead ${bulkheadVersion}, Electron ${process.versions.electron}, ${process.platform} ${process.arch}`,
  exit: (why) => {
    process.stderr.write(`Bulkhead could not start: ${why}\n`);
    process.exit(1);
  },
});

process.on('uncaughtException', (error) => mishaps.caught(error));
process.on('unhandledRejection', (reason) => mishaps.caught(reason));
// Whoever read them may be gone, with the terminal that started us.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
