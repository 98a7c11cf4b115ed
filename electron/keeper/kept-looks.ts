import type { Looks } from '../base/folder-look.ts';
import type { Keeper } from './keeper.ts';
import type { Keepers } from './keepers.ts';

/**
 * Looks at folders by a keeper of their own: to start a process a thread copies the tables of the
 * whole app and waits until the new one runs, which on a busy machine is long. The next look after
 * that keeper's end takes another; what it was asked then is answered as silent.
 */
export const createKeptLooks = (keepers: Keepers): Looks => {
  let kept: Keeper | null = null;
  const keeper = (): Keeper => {
    if (kept !== null) return kept;
    const taken = keepers.take({}, () => undefined);
    kept = taken;
    void taken.gone.then(() => {
      if (kept === taken) kept = null;
    });
    return taken;
  };
  return {
    look: (path) =>
      keeper()
        .channel.ask('look', { path })
        .catch(() => ({ kind: 'silent' as const, afterMs: 0 })),
    resolve: (paths) =>
      keeper()
        .channel.ask('resolve', { paths })
        .catch(() => paths.map((path) => ({ path, exists: true, isSilent: true as const }))),
  };
};
