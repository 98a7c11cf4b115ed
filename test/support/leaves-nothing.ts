import { processesNaming } from '../../build/test/processes-naming.mjs';
import { waitFor } from './wait-for.ts';

/**
 * Waits until no process names the private folder any more: the helper processes of Chromium end by
 * themselves, a moment after the one that was waited for.
 */
export const leavesNothing = async (folder: string): Promise<void> => {
  await waitFor('every process of the app to be gone', async () => {
    const left = await processesNaming(folder);
    if (left.length > 0) throw new Error(left.map(({ command }) => command).join(', '));
    return true;
  });
};
