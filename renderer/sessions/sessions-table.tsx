import { memo, useState } from 'react';
import { describeStale } from '../../shared/describe-gateway.ts';
import { sessionOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { OpenCell, OpenRow, StateCell } from '../ui/cells.tsx';
import { Meter } from '../ui/meter.tsx';
import { useRovingList } from '../ui/roving-list.ts';
import { SortHead } from '../ui/sort-head.tsx';
import table from '../ui/table.module.css';
import { contextShare, describeSession, lastActive, turnTime } from './describe-session.ts';

const AT_ONCE = 200;

interface RowProps {
  readonly sessionKey: string;
  readonly stale: boolean;
}

const Row = memo(function Row({ sessionKey, stale }: RowProps) {
  const session = usePanel(({ sessions }) => sessionOf(sessions, sessionKey));
  const times = usePanel(({ now }) =>
    session === undefined
      ? { turn: '', active: '' }
      : { turn: turnTime(session, now), active: lastActive(session, now, stale) },
  );
  const go = useView((view) => view.go);
  if (session === undefined) return null;
  const words = describeSession(session);
  const share = contextShare(session);
  const open = () => go({ view: 'session', key: sessionKey });
  return (
    <OpenRow onOpen={open}>
      <OpenCell name={session.label} onOpen={open} />
      <StateCell tone={words.tone} icon={words.icon} word={words.word}>
        {!stale && <span className={table.time}>{times.turn}</span>}
      </StateCell>
      <td className={`${table.small ?? ''} ${table.nowrap ?? ''} ${table.wideOnly ?? ''}`}>
        <bdi>{session.model ?? 'not known'}</bdi>
      </td>
      <td>{share === null ? '' : <Meter share={share} />}</td>
      <td
        className={`${table.small ?? ''} ${table.cutCell ?? ''}`}
        title={session.lastError ?? undefined}
      >
        <bdi>{session.lastError ?? ''}</bdi>
      </td>
      <td className={`${table.small ?? ''} ${table.nowrap ?? ''}`}>{times.active}</td>
    </OpenRow>
  );
});

/** Sessions of the gateway in this order, read only. After a lost link they are grey and dated. */
export const SessionsTable = ({ keys }: { readonly keys: readonly string[] }) => {
  const staleWords = usePanel(({ gateway, now }) => describeStale(gateway, now));
  const list = useRovingList();
  const sort = useView(({ look }) => look.sorts.sessions ?? null);
  const sortBy = useView((view) => view.sortBy);
  const sorting = { sort, onSort: (column: string) => sortBy('sessions', column) };
  const [all, setAll] = useState(false);
  const stale = staleWords !== null;
  const shown = all ? keys : keys.slice(0, AT_ONCE);
  return (
    <>
      <table className={table.table} data-stale={stale || undefined} {...list}>
        <thead>
          <tr>
            <SortHead by="Session" {...sorting} />
            <SortHead by="State" title={staleWords ?? 'State'} {...sorting} />
            <SortHead by="Model" {...sorting} className={table.wideOnly} />
            <SortHead by="Context" {...sorting} />
            <SortHead by="Last error" {...sorting} className={table.lastError} />
            <SortHead by="Active" title={stale ? 'Last active' : 'Active'} {...sorting} />
          </tr>
        </thead>
        <tbody>
          {shown.map((key) => (
            <Row key={key} sessionKey={key} stale={stale} />
          ))}
        </tbody>
      </table>
      {shown.length < keys.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {`Show ${keys.length - shown.length} more`}
        </Button>
      )}
    </>
  );
};
