import type { HistoryArchive } from '../helpers/history/archive.ts';
import type { Keeper } from './keeper.ts';
import type { Keepers } from './keepers.ts';

/** Opens the archive in a folder; `most` says how many helpers it keeps by now. */
export type OpenArchive = (place: {
  readonly folder: string;
  readonly most: () => number;
}) => HistoryArchive;

/**
 * Opens archives that a keeper of their own reads and writes: main never waits for a large file. The
 * next question after that keeper's end takes another; what it was asked then rejects.
 */
export const createOpenKeptArchive = (keepers: Pick<Keepers, 'take'>): OpenArchive => {
  let kept: Keeper | null = null;
  const channel = (): Keeper['channel'] => {
    if (kept !== null) return kept.channel;
    const taken = keepers.take({}, () => undefined);
    kept = taken;
    void taken.gone.then(() => {
      if (kept === taken) kept = null;
    });
    return taken.channel;
  };
  // Async: what taking a keeper throws is a rejection as well.
  return ({ folder, most }) => {
    const place = () => ({ folder, most: most() });
    return {
      append: async (helpers) => {
        await channel().ask('archiveAppend', { ...place(), helpers });
      },
      list: async (query) => channel().ask('archiveList', { ...place(), query }),
      read: async (id) => channel().ask('archiveRead', { ...place(), id }),
      remove: async (ids) => channel().ask('archiveRemove', { ...place(), ids }),
      clear: async (filter) => channel().ask('archiveClear', { ...place(), filter }),
    };
  };
};
