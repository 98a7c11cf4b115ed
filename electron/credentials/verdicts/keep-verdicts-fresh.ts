import type { Clock } from '../../base/clock.ts';

/** Rows whose verdict depends on the time. */
export interface TimedRows {
  /** When a row may change though nothing happens (epoch ms); null when none can. */
  changesAt(): number | null;
  refresh(): void;
}

/** What is due is never further away than this: a clock that jumped is noticed by then. */
const longestMs = 30_000;
const shortestMs = 100;

/** Judges the rows anew whenever time alone may have changed a verdict. Settles after the abort. */
export const keepVerdictsFresh = async (
  sources: readonly TimedRows[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> => {
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const due = sources.flatMap((rows) => rows.changesAt() ?? []);
    const ms = Math.min(...due.map((at) => at - clock.now()), longestMs);
    await clock.pause(Math.max(ms, shortestMs), signal);
    if (isOver()) return;
    for (const rows of sources) rows.refresh();
  }
};
