import { memo } from 'react';
import { describeStale } from '../../shared/describe-gateway.ts';
import { describeUnread } from '../../shared/describe-unread.ts';
import { dayTime } from '../../shared/format.ts';
import type { SessionView } from '../../shared/state.ts';
import { sessionOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { describeSession, isIdle, sortedSessions, turnTime } from '../sessions/describe-session.ts';
import { SideFolding } from './side-folding.tsx';
import { SideRow } from './side-row.tsx';

const SHOWN = 4;

const folded = (idle: number, shown: number): string => {
  if (shown === 0) return idle === 1 ? '1 session' : `${idle} sessions`;
  return idle === 1 ? '1 other' : `${idle} others`;
};

const hiddenWords = (hidden: readonly SessionView[]): string => {
  const inTurn = hidden.filter(({ hasActiveRun }) => hasActiveRun).length;
  if (inTurn > 0) return `${inTurn} in a turn`;
  const look = hidden.filter((session) => !isIdle(session)).length;
  if (look > 0) return `${look} to look at`;
  return 'idle';
};

const SessionRow = memo(function SessionRow({ sessionKey }: { readonly sessionKey: string }) {
  const session = usePanel(({ sessions }) => sessionOf(sessions, sessionKey));
  const time = usePanel(({ now }) => (session === undefined ? '' : turnTime(session, now)));
  const go = useView((view) => view.go);
  const selected = useView(({ place }) => place.view === 'session' && place.key === sessionKey);
  if (session === undefined) return null;
  const words = describeSession(session);
  return (
    <SideRow
      tone={words.tone}
      icon={words.icon}
      name={session.label}
      age={time === '' ? words.word.toLowerCase() : `turn ${time}`}
      selected={selected}
      onOpen={() => go({ view: 'session', key: sessionKey })}
    />
  );
});

/** The sessions that are in a turn or need a look; idle ones fold into one row. */
export const SideSessions = () => {
  const isRead = usePanel(({ areSessionsRead }) => areSessionsRead);
  const count = usePanel(({ sessions }) => sessions.length);
  const busy = usePanel(({ sessions }) =>
    sortedSessions(sessions)
      .filter((session) => !isIdle(session))
      .map(({ key }) => key),
  );
  const hidden = usePanel(({ sessions }) =>
    hiddenWords(
      sortedSessions(sessions)
        .filter((session) => !isIdle(session))
        .slice(SHOWN),
    ),
  );
  const unread = usePanel(({ gateway }) => describeUnread(gateway.state).short);
  const asOf = usePanel(({ gateway, now }) =>
    describeStale(gateway, now) === null || gateway.sessionsReadAt === null
      ? null
      : `As of ${dayTime(gateway.sessionsReadAt, now, 'seconds')}`,
  );
  const go = useView((view) => view.go);
  const selected = useView((view) => view.place.view === 'sessions');
  const openAll = () => go({ view: 'sessions' });
  const live = asOf === null;
  const shown = busy.slice(0, SHOWN);
  const rest = count - shown.length;
  return (
    <SideFolding name="Sessions" count={isRead ? count : null} selected={selected} onOpen={openAll}>
      {!isRead && (
        <SideRow
          tone="neutral"
          icon="unknown"
          name={unread}
          age=""
          selected={false}
          onOpen={openAll}
        />
      )}
      {isRead && !live && (
        <SideRow
          tone="neutral"
          icon="unknown"
          name={asOf}
          age=""
          selected={false}
          onOpen={openAll}
        />
      )}
      {isRead && live && shown.map((key) => <SessionRow key={key} sessionKey={key} />)}
      {isRead && live && rest > 0 && (
        <SideRow
          tone="neutral"
          icon="idle"
          name={folded(rest, shown.length)}
          age={hidden}
          selected={false}
          onOpen={openAll}
        />
      )}
    </SideFolding>
  );
};
