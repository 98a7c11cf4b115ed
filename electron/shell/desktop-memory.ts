import * as v from 'valibot';
import type { Log } from '../base/log.ts';
import type { StoreFile } from './store-file.ts';
import type { SavedBounds } from './window-bounds.ts';

const MemorySchema = v.object({
  bounds: v.optional(v.unknown()),
  saidNoTray: v.fallback(v.optional(v.boolean(), false), false),
});

type Memory = v.InferOutput<typeof MemorySchema>;

/** What the shell remembers between two starts; nothing here is worth a failure. */
export interface DesktopMemory {
  /** Where the window was, unchecked. */
  bounds(): unknown;
  keepBounds(bounds: SavedBounds): void;
  /** True the first time only, and never again after it was written. */
  mustSayNoTray(): boolean;
}

/** The memory in `file`; a broken file is put aside, a full disk forgets. */
export const createDesktopMemory = (file: StoreFile, log: Log): DesktopMemory => {
  const putAside = (): void => {
    try {
      file.quarantine();
    } catch (error) {
      log.warn('desktop memory not put aside', { error });
    }
  };
  const read = (): Memory => {
    try {
      return v.parse(MemorySchema, file.read() ?? {});
    } catch (error) {
      log.warn('desktop memory unreadable', { error });
      putAside();
      return { bounds: undefined, saidNoTray: false };
    }
  };
  let memory = read();
  const keep = (change: Partial<Memory>): void => {
    memory = { ...memory, ...change };
    try {
      file.write(memory);
    } catch (error) {
      log.warn('desktop memory not written', { error });
    }
  };
  return {
    bounds: () => memory.bounds,
    keepBounds: (bounds) => keep({ bounds }),
    mustSayNoTray: () => {
      if (memory.saidNoTray) return false;
      keep({ saidNoTray: true });
      return true;
    },
  };
};
