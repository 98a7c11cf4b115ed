import type { Looks } from '../base/folder-look.ts';
import type { Keeper } from './keeper.ts';
import type { Keepers } from './keepers.ts';

/**
 * Looks at folders by a keeper of their own: to start a process a thread copies the tables of the
 * whole app and waits until the new one runs, which on a busy machine is long. The next look after
 * that keeper's end takes another; what it was asked then is answered as silent, and so is what is
 * asked once there are no keepers any more.
 */
export const createKeptLooks = (keepers: Pick<Keepers, 'take'>): Looks => {
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
  // Async: what taking a keeper throws is a silence as well.
  const asked = async <T>(
    ask: (channel: Keeper['channel']) => Promise<T>,
    silence: T,
  ): Promise<T> => {
    try {
      return await ask(keeper().channel);
    } catch {
      return silence;
    }
  };
  return {
    look: (path) =>
      asked((channel) => channel.ask('look', { path }), { kind: 'silent', afterMs: 0 }),
    resolve: (paths) =>
      asked(
        (channel) => channel.ask('resolve', { paths }),
        paths.map((path) => ({ path, exists: true, isSilent: true })),
      ),
    readFile: (question) =>
      asked((channel) => channel.ask('readFile', question), { kind: 'silent', afterMs: 0 }),
    list: (folder, names) => asked((channel) => channel.ask('list', { folder, names }), null),
    clear: (folder, names) => asked((channel) => channel.ask('clear', { folder, names }), null),
  };
};
