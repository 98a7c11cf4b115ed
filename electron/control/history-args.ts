import type { HistoryFilter } from '../../shared/history.ts';
import { UsageError } from './usage-error.ts';

/** Which helpers of the history are asked for, and how many at the most. */
export interface HistoryAsked extends Omit<HistoryFilter, 'cause'> {
  readonly limit: number;
}

type Given = Readonly<
  Partial<Record<'search' | 'template' | 'state' | 'since' | 'until' | 'limit', string>>
>;

const phases = ['completed', 'failed', 'cancelled'] as const;
const usual = 50;
const most = 50_000;

/** Midnight, by the clock on the wall, `days` after the day that is written. */
const midnight = (written: string, option: string, days: number): number => {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(written) ?? []).map(Number);
  const wrong = new UsageError(`Say a day as 2026-03-31: --${option} DATE.`);
  if (year === undefined || month === undefined || day === undefined) throw wrong;
  const named = new Date(year, month - 1, day);
  if (named.getMonth() !== month - 1 || named.getDate() !== day) throw wrong;
  return new Date(year, month - 1, day + days).getTime();
};

const limitOf = (written: string): number => {
  const limit = /^\d{1,5}$/.test(written) ? Number(written) : 0;
  if (limit < 1 || limit > most) throw new UsageError(`Say a number from 1 to ${most}: --limit N.`);
  return limit;
};

/** What the options of `history` ask for. Throws UsageError. Pure. */
export const historyOf = ({
  search,
  template,
  state,
  since,
  until,
  limit,
}: Given): HistoryAsked => {
  const phase = phases.find((one) => one === state);
  if (state !== undefined && phase === undefined) {
    throw new UsageError(`Say one of: --state ${phases.join('|')}.`);
  }
  return {
    text: search ?? '',
    template: template ?? null,
    state: phase ?? null,
    from: since === undefined ? null : midnight(since, 'since', 0),
    to: until === undefined ? null : midnight(until, 'until', 1),
    limit: limit === undefined ? usual : limitOf(limit),
  };
};
