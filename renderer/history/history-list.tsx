import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';

import { describeArchivedEnd } from '../../shared/describe-history.ts';
import { dayTime } from '../../shared/format.ts';
import type { HistoryRow } from '../../shared/history.ts';
import { usePanel, useView } from '../panel-context.tsx';
import styles from './history-list.module.css';
import type { History } from './use-history.ts';

const rowHeight = 40;

const Cells = ({ row }: { readonly row: HistoryRow }) => {
  const time = usePanel(({ now }) => dayTime(row.endedAt, now));
  return (
    <>
      <bdi className={styles.name}>{row.name}</bdi>
      <bdi>{describeArchivedEnd(row.state)}</bdi>
      <bdi>{row.templateName}</bdi>
      <span>{time}</span>
    </>
  );
};

/** The helpers found; only those in sight are drawn, and asked for. */
export const HistoryList = ({
  history,
  total,
}: {
  readonly history: History;
  readonly total: number;
}) => {
  const scroll = useRef<HTMLDivElement>(null);
  const go = useView((view) => view.go);
  // eslint-disable-next-line react-hooks/incompatible-library -- one object that changes: nothing here remembers what it said
  const list = useVirtualizer({
    count: total,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 800, height: 600 },
  });
  const items = list.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { page, want } = history;
  // The first page of another answer is there: what is in sight is asked for again with it.
  useEffect(() => want(first, last), [want, first, last, page]);
  return (
    <div ref={scroll} className={styles.list} role="list" aria-label="Helpers of the history">
      <div className={styles.inner} style={{ height: list.getTotalSize() }} role="presentation">
        {items.map(({ index, start }) => {
          const row = history.row(index);
          return (
            <div key={index} role="listitem" aria-setsize={total} aria-posinset={index + 1}>
              <button
                type="button"
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
                disabled={row === null}
                onClick={() => row !== null && go({ view: 'history', id: row.id })}
              >
                {row === null ? '…' : <Cells row={row} />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
};
