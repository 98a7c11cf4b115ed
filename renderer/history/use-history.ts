import { useCallback, useEffect, useRef, useState } from 'react';

import type { Failure } from '../../shared/failure.ts';
import type { HistoryFilter, HistoryPage, HistoryRow } from '../../shared/history.ts';
import { useBridge } from '../panel-context.tsx';

/** Rows of one question to main. */
const pageRows = 100;

interface Found {
  /** The first page's answer, once it is there. */
  readonly page: HistoryPage | null;
  /** By the number of the page. */
  readonly rows: ReadonlyMap<number, readonly HistoryRow[]>;
  readonly failure: Failure | null;
}

const nothing: Found = { page: null, rows: new Map(), failure: null };

export interface History extends Omit<Found, 'rows'> {
  /** Null while it is not here yet; whoever shows it asks for it by `want`. */
  readonly row: (at: number) => HistoryRow | null;
  /** Rows that are to be shown, by their place. */
  readonly want: (from: number, to: number) => void;
  /** Asks anew: something was deleted. */
  readonly again: () => void;
}

/** What of the history fits, asked for page by page as it is looked at. */
export const useHistory = (filter: HistoryFilter): History => {
  const bridge = useBridge();
  const [found, setFound] = useState(nothing);
  const [round, setRound] = useState(0);
  const asked = useRef({ pages: new Set<number>() });
  const { text, template, cause, state, from, to } = filter;

  const load = useCallback(
    (number: number, mine: { readonly pages: Set<number> }): void => {
      if (mine.pages.has(number)) return;
      mine.pages.add(number);
      const which = { text, template, cause, state, from, to };
      const page = { after: number * pageRows, limit: pageRows };
      void bridge.command('history.list', { ...which, ...page }).then((reply) => {
        // What was asked before that is no longer wanted.
        if (asked.current !== mine) return;
        setFound((before) =>
          reply.ok
            ? {
                page: reply.value,
                rows: new Map(number === 0 ? [] : before.rows).set(number, reply.value.rows),
                failure: null,
              }
            : { ...nothing, failure: reply.failure },
        );
      });
    },
    [bridge, text, template, cause, state, from, to],
  );

  useEffect(() => {
    const mine = { pages: new Set<number>() };
    asked.current = mine;
    load(0, mine);
  }, [load, round]);

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
