import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { Failure } from '../../shared/failure.ts';
import type { HistoryFilter, HistoryPage, HistoryRow } from '../../shared/history.ts';
import { useBridge } from '../panel-context.tsx';

/** Rows of one question to main. */
const pageRows = 100;

interface Found {
  /** What was asked for; another question empties the list. */
  readonly question: unknown;
  /** The first page's answer, once it is there. */
  readonly page: HistoryPage | null;
  /** By the number of the page. */
  readonly rows: ReadonlyMap<number, readonly HistoryRow[]>;
  readonly failure: Failure | null;
}

const nothing: Found = { question: null, page: null, rows: new Map(), failure: null };

export interface History extends Omit<Found, 'question' | 'rows'> {
  /** Null while it is not here yet; whoever shows it asks for it by `want`. */
  readonly row: (at: number) => HistoryRow | null;
  /** Rows that are to be shown, by their place. */
  readonly want: (from: number, to: number) => void;
  /** Asks anew: something was deleted. */
  readonly again: () => void;
}

/**
 * What of the history fits, asked for page by page as it is looked at, and anew when `listed` is
 * another: a helper may have left the list, or come back to it. What is shown stays until then.
 */
export const useHistory = (filter: HistoryFilter, listed: string): History => {
  const bridge = useBridge();
  const [found, setFound] = useState(nothing);
  const [round, setRound] = useState(0);
  const asked = useRef({ pages: new Set<number>() });
  const { text, template, cause, state, from, to } = filter;

  const question = useMemo(
    () => ({ text, template, cause, state, from, to }),
    [text, template, cause, state, from, to],
  );

  const load = useCallback(
    (number: number, mine: { readonly pages: Set<number> }): void => {
      if (mine.pages.has(number)) return;
      mine.pages.add(number);
      const page = { after: number * pageRows, limit: pageRows };
      void bridge.command('history.list', { ...question, ...page }).then((reply) => {
        // What was asked before that is no longer wanted.
        if (asked.current !== mine) return;
        setFound((before) =>
          reply.ok
            ? {
                question,
                page: reply.value,
                rows: new Map(before.question === question ? before.rows : []).set(
                  number,
                  reply.value.rows,
                ),
                failure: null,
              }
            : { ...nothing, failure: reply.failure },
        );
      });
    },
    [bridge, question],
  );

  useEffect(() => {
    const mine = { pages: new Set<number>() };
    asked.current = mine;
    load(0, mine);
  }, [load, round, listed]);

  const want = useCallback(
    (first: number, last: number): void => {
      const until = Math.floor(last / pageRows);
      for (let n = Math.floor(first / pageRows); n <= until; n += 1) load(n, asked.current);
    },
    [load],
  );
  return {
    page: found.page,
    failure: found.failure,
    row: (at) => found.rows.get(Math.floor(at / pageRows))?.[at % pageRows] ?? null,
    want,
    again: useCallback(() => setRound((before) => before + 1), []),
  };
};
