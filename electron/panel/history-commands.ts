import { ok } from '../../shared/result.ts';
import { unknownId } from '../base/errors.ts';
import type { HistoryArchive } from '../helpers/history/archive.ts';
import type { CommandHandlers } from '../ports/commands.ts';

type HistoryCommand = Extract<keyof CommandHandlers, `history.${string}`>;

/** Answers the commands about helpers that have left the list. */
export const createHistoryCommands = (
  archive: HistoryArchive,
): Pick<CommandHandlers, HistoryCommand> => ({
  'history.list': async (query) => ok(await archive.list(query)),
  'history.read': async ({ id }) => {
    const helper = await archive.read(id);
    return helper === null ? unknownId(`helper ${id} in the history`) : ok(helper);
  },
  'history.remove': async ({ id }) =>
    (await archive.remove([id])) === 0 ? unknownId(`helper ${id} in the history`) : ok(null),
  'history.clear': async (filter) => ok({ count: await archive.clear(filter) }),
});
