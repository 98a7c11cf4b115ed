import type {
  ArchivedHelper,
  HistoryFilter,
  HistoryPage,
  HistoryQuery,
} from '../../shared/history.ts';
import type { Log } from '../base/log.ts';
import type { Redact } from '../base/redact.ts';
import { Archive } from '../helpers/history/archive.ts';

/** Which archive is meant, and how many helpers it keeps by now. */
export interface ArchivePlace {
  readonly folder: string;
  readonly most: number;
}

/** What a keeper answers of archives. */
export interface ArchiveAnswers {
  readonly archiveAppend: (
    given: ArchivePlace & { readonly helpers: readonly ArchivedHelper[] },
  ) => Promise<null>;
  readonly archiveList: (
    given: ArchivePlace & { readonly query: HistoryQuery },
  ) => Promise<HistoryPage>;
  readonly archiveRead: (
    given: ArchivePlace & { readonly id: string },
  ) => Promise<ArchivedHelper | null>;
  readonly archiveRemove: (
    given: ArchivePlace & { readonly ids: readonly string[] },
  ) => Promise<number>;
  readonly archiveClear: (
    given: ArchivePlace & { readonly filter: HistoryFilter },
  ) => Promise<number>;
}

/** Answers of archives; each is opened when it is first asked for. `redact` takes known secrets out. */
export const archiveAnswers = (log: Log, redact: Redact): ArchiveAnswers => {
  const open = new Map<string, { readonly archive: Archive; readonly keep: { most: number } }>();
  const at = ({ folder, most }: ArchivePlace): Archive => {
    const known = open.get(folder);
    if (known !== undefined) {
      known.keep.most = most;
      return known.archive;
    }
    const keep = { most };
    const archive = new Archive({ folder, most: () => keep.most, log, redact });
    open.set(folder, { archive, keep });
    return archive;
  };
  return {
    archiveAppend: async ({ helpers, ...place }) => {
      await at(place).append(helpers);
      return null;
    },
    archiveList: ({ query, ...place }) => at(place).list(query),
    archiveRead: ({ id, ...place }) => at(place).read(id),
    archiveRemove: ({ ids, ...place }) => at(place).remove(ids),
    archiveClear: ({ filter, ...place }) => at(place).clear(filter),
  };
};
