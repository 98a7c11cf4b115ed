import { useState } from 'react';
import { describeStale } from '../../shared/describe-gateway.ts';
import type { SessionView } from '../../shared/state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { OpenCell, StateCell } from '../ui/cells.tsx';
import { Meter } from '../ui/meter.tsx';
import { useNow } from '../ui/now.ts';
import { useRovingList } from '../ui/roving-list.ts';
import table from '../ui/table.module.css';
import {
  contextShare,
  describeSession,
  lastActive,
  sortedSessions,
  turnTime,
} from './describe-session.ts';

const AT_ONCE = 200;

interface RowProps {
  readonly session: SessionView;
  readonly stale: boolean;
  readonly now: number;
}

const Row = ({ session, stale, now }: RowProps) => {
  const go = useView((view) => view.go);
  const words = describeSession(session);
  const share = contextShare(session);
  return (
    <tr>
      <OpenCell name={session.label} onOpen={() => go({ view: 'session', key: session.key })} />
      <StateCell tone={words.tone} icon={words.icon} word={words.word}>
        {!stale && <span className={table.time}>{turnTime(session, now)}</span>}
      </StateCell>
      <td className={`${table.small ?? ''} ${table.nowrap ?? ''} ${table.wideOnly ?? ''}`}>
        {session.model ?? 'not known'}
      </td>
      <td>{share === null ? '' : <Meter share={share} />}</td>
      <td
        className={`${table.small ?? ''} ${table.cutCell ?? ''}`}
        title={session.lastError ?? undefined}
      >
        {session.lastError ?? ''}
      </td>
      <td className={`${table.small ?? ''} ${table.nowrap ?? ''}`}>
        {lastActive(session, now, stale)}
      </td>
    </tr>
  );
};

/** The gateway's sessions, read only. After a lost link they are grey and dated. */
export const SessionsTable = ({ sessions }: { readonly sessions: readonly SessionView[] }) => {
  const { gateway } = usePanel();
  const now = useNow();
  const list = useRovingList();
  const [all, setAll] = useState(false);
  const staleWords = describeStale(gateway, now);
  const stale = staleWords !== null;
  const sorted = sortedSessions(sessions);
  const shown = all ? sorted : sorted.slice(0, AT_ONCE);
  return (
    <>
      <table className={table.table} data-stale={stale || undefined} {...list}>
        <thead>
          <tr>
            <th scope="col">Session</th>
            <th scope="col">{staleWords ?? 'State'}</th>
            <th scope="col" className={table.wideOnly}>
              Model
            </th>
            <th scope="col">Context</th>
            <th scope="col" className={table.lastError}>
              Last error
            </th>
            <th scope="col">{stale ? 'Last active' : 'Active'}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((session) => (
            <Row key={session.key} session={session} stale={stale} now={now} />
          ))}
        </tbody>
      </table>
      {shown.length < sorted.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {`Show ${sorted.length - shown.length} more`}
        </Button>
      )}
    </>
  );
};
