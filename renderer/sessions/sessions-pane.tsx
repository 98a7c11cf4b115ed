import { useState } from 'react';
import { describeNotShown, describeStale } from '../../shared/describe-gateway.ts';
import { describeUnread } from '../../shared/describe-unread.ts';
import { count } from '../../shared/format.ts';
import type { SessionView } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterField, matches } from '../ui/filter-field.tsx';
import { Pane } from '../ui/pane.tsx';
import { inOrder } from '../ui/sort-order.ts';
import { describeSession, sessionColumns, sortedSessions } from './describe-session.ts';
import { SessionsTable } from './sessions-table.tsx';

const summary = (sessions: readonly SessionView[], notShown: string | null): string => {
  const inTurn = sessions.filter(({ hasActiveRun }) => hasActiveRun).length;
  const look = sessions.filter((session) => {
    const { tone } = describeSession(session);
    return tone === 'fail' || tone === 'attention';
  }).length;
  const parts = [count(sessions.length, 'session')];
  if (inTurn > 0) parts.push(`${inTurn} in a turn`);
  if (look > 0) parts.push(`${look} ${look === 1 ? 'needs' : 'need'} a look`);
  if (notShown !== null) parts.push(notShown);
  return parts.join(', ');
};

const NotRead = () => {
  const { title, text } = usePanel(({ gateway }) => describeUnread(gateway.state));
  const go = useView((view) => view.go);
  return (
    <Empty
      title={title}
      actions={<Button onClick={() => go({ view: 'gateway' })}>Show the gateway</Button>}
    >
      {text}
    </Empty>
  );
};

/** Every session of the gateway, read only. */
export const SessionsPane = () => {
  const [filter, setFilter] = useState('');
  const sort = useView(({ look }) => look.sorts.sessions ?? null);
  const isRead = usePanel((state) => state.areSessionsRead);
  const isEmpty = usePanel(({ sessions }) => sessions.length === 0);
  const meta = usePanel(({ gateway, sessions, now }) => {
    const stale = describeStale(gateway, now);
    return stale === null
      ? summary(sessions, describeNotShown(gateway))
      : `${count(sessions.length, 'session')}. ${stale}.`;
  });
  const found = usePanel(({ sessions }) =>
    inOrder(sortedSessions(sessions), sort, sessionColumns)
      .filter(({ label, key, model, provider }) => matches(filter, [label, key, model, provider]))
      .map(({ key }) => key),
  );
  return (
    <Pane
      wide
      title="Sessions"
      meta={isRead && !isEmpty ? meta : undefined}
      actions={!isEmpty && <FilterField value={filter} onValue={setFilter} what="sessions" />}
    >
      {!isRead && <NotRead />}
      {isRead && isEmpty && (
        <Empty title="No sessions yet">
          Start one in OpenClaw, for example with a message to your agent. It appears here by
          itself.
        </Empty>
      )}
      {!isEmpty && found.length === 0 && (
        <Empty
          title="No session matches"
          actions={<Button onClick={() => setFilter('')}>Show all</Button>}
        >
          {`Nothing here has “${isolated(filter)}” in its name or model.`}
        </Empty>
      )}
      {found.length > 0 && <SessionsTable keys={found} />}
    </Pane>
  );
};
