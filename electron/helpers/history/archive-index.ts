import { describeCause } from '../../../shared/describe-cause.ts';
import type { Failure } from '../../../shared/failure.ts';
import { oneLine } from '../../../shared/format.ts';
import type {
  ArchivedHelper,
  ArchivedPhase,
  HistoryFacets,
  HistoryFilter,
  HistoryRow,
} from '../../../shared/history.ts';

/** UTF-16 units of a prompt that a row shows, and that a search looks through. */
const promptShown = 240;
const promptSearched = 4 * 1024;

/** What of a line is kept in memory. */
export interface Entry {
  readonly row: HistoryRow;
  /** What a search looks through, in small letters. */
  readonly words: string;
}

const failureOf = (row: HistoryRow): Failure | null =>
  row.state.phase === 'failed' ? row.state.failure : null;

const small = (text: string): string => text.normalize('NFKC').toLowerCase();

/** What is remembered of a helper. Pure. */
export const entryOf = ({ view }: ArchivedHelper): Entry => {
  const row: HistoryRow = {
    id: view.id,
    name: view.name,
    templateId: view.templateId,
    templateName: view.templateName,
    state: view.state,
    prompt: oneLine(view.prompt.slice(0, promptShown * 4), promptShown),
    credentialId: view.credentialId,
    endedAt: view.endedAt ?? view.queuedAt,
  };
  const failed = failureOf(row);
  const cause = failed === null ? [] : [failed.kind, describeCause(failed, 'helper')];
  const searched = [
    view.id,
    view.name,
    view.templateId,
    view.templateName,
    view.credentialId,
    view.cwd,
    ...cause,
    view.prompt.slice(0, promptSearched),
  ];
  return { row, words: small(searched.join('\n')) };
};

/** Says of an entry whether it fits. Pure. */
export const fits = (filter: HistoryFilter): ((entry: Entry) => boolean) => {
  const wanted = small(filter.text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const { template, cause, state, from, to } = filter;
  return ({ row, words }) =>
    (template === null || row.templateId === template) &&
    (cause === null || failureOf(row)?.kind === cause) &&
    (state === null || row.state.phase === state) &&
    (from === null || row.endedAt >= from) &&
    (to === null || row.endedAt < to) &&
    wanted.every((word) => words.includes(word));
};

/** The entries, the newest end first. Pure. */
export const newestFirst = (entries: Iterable<Entry>): readonly Entry[] =>
  [...entries].reverse().sort((a, b) => b.row.endedAt - a.row.endedAt);

/** What there is to choose from, the most frequent first. Pure. */
export const facetsOf = (entries: readonly Entry[]): HistoryFacets => {
  const templates = new Map<
    string,
    { readonly id: string; readonly name: string; count: number }
  >();
  const causes = new Map<string, number>();
  const states: Record<ArchivedPhase, number> = { completed: 0, failed: 0, cancelled: 0 };
  for (const { row } of entries) {
    const { templateId: id, templateName: name, state } = row;
    // The newest name of a template comes first.
    const template = templates.get(id) ?? { id, name, count: 0 };
    template.count += 1;
    templates.set(id, template);
    const kind = failureOf(row)?.kind;
    if (kind !== undefined) causes.set(kind, (causes.get(kind) ?? 0) + 1);
    if (state.phase === 'completed' || state.phase === 'failed' || state.phase === 'cancelled') {
      states[state.phase] += 1;
    }
  }
  return {
    templates: [...templates.values()].sort((a, b) => b.count - a.count),
    causes: [...causes].map(([kind, count]) => ({ kind, count })).sort((a, b) => b.count - a.count),
    states,
  };
};
