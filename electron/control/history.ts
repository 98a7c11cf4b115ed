import {
  describeArchivedEnd,
  describeHistoryAside,
  describeHistoryCount,
  describeNoHistory,
} from '../../shared/describe-history.ts';
import { dayTime } from '../../shared/format.ts';
import type { HistoryPage, HistoryRow } from '../../shared/history.ts';
import type { Reply } from '../../shared/result.ts';
import { ask, type CommandRun, print, printFailure } from './command-run.ts';
import { exitDone } from './exit-code.ts';
import type { HistoryAsked } from './history-args.ts';
import { failureJson } from './printed-json.ts';
import { aligned, plainText } from './printed-text.ts';

/** Of one answer; what is wanted beyond it is asked for next. */
const pageMost = 200;

const rowJson = ({ state, ...row }: HistoryRow) => ({
  ...row,
  phase: state.phase,
  failure: state.phase === 'failed' ? failureJson(state.failure, 'helper') : null,
});

const rowsText = (rows: readonly HistoryRow[], now: number): string =>
  aligned(
    rows.map((row) => [
      row.id,
      dayTime(row.endedAt, now),
      row.name,
      row.templateName,
      describeArchivedEnd(row.state),
    ]),
  );

const isFiltered = ({ text, template, state, from, to }: HistoryAsked): boolean =>
  text !== '' || template !== null || state !== null || from !== null || to !== null;

/** Prints the helpers of the history that are asked for, the newest first. */
export const history = async (run: CommandRun, asked: HistoryAsked): Promise<number> => {
  const { text: words, template, state, from, to, limit } = asked;
  const rows: HistoryRow[] = [];
  let page: HistoryPage;
  do {
    const reply = (await ask(run, 'history.list', {
      ...{ text: words, template, state, from, to },
      cause: null,
      after: rows.length,
      limit: Math.min(pageMost, limit - rows.length),
      // The panel answers a command by the table that both share.
    })) as Reply<HistoryPage>;
    if (!reply.ok) return printFailure(run, reply.failure);
    page = reply.value;
    rows.push(...page.rows);
  } while (page.rows.length > 0 && rows.length < Math.min(limit, page.total));
  const { total, aside } = page;
  const now = run.now();
  const lines =
    rows.length === 0
      ? [describeNoHistory(isFiltered(asked))]
      : [rowsText(rows, now), describeHistoryCount(rows.length, total)];
  const text = lines.filter((line) => line !== '').join('\n');
  await print(run, { total, aside, helpers: rows.map(rowJson) }, text);
  const unread = describeHistoryAside(aside);
  if (unread !== null) run.io.err(`bulkhead: ${plainText(unread)}\n`);
  return exitDone;
};
