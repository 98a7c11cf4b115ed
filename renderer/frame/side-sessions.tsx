import { describeStale } from '../../shared/describe-gateway.ts';
import { describeUnread } from '../../shared/describe-unread.ts';
import { dayTime } from '../../shared/format.ts';
import { usePanel, useSessions, useSessionsRead, useView } from '../panel-context.tsx';
import { describeSession, isIdle, sortedSessions, turnTime } from '../sessions/describe-session.ts';
import { useNow } from '../ui/now.ts';
import { SideGroup, SideRow } from './side-row.tsx';

const SHOWN = 4;

const folded = (idle: number, shown: number): string => {
  if (shown === 0) return idle === 1 ? '1 session' : `${idle} sessions`;
  return idle === 1 ? '1 other' : `${idle} others`;
};

/** The sessions that are in a turn or need a look; idle ones fold into one row. */
export const SideSessions = () => {
  const { gateway } = usePanel();
  const sessions = useSessions();
  const isRead = useSessionsRead();
  const now = useNow();
  const go = useView((view) => view.go);
  const place = useView((view) => view.place);
  const openAll = () => go({ view: 'sessions' });
  const { sessionsReadAt } = gateway;
  const live = describeStale(gateway, now) === null;
  const busy = sortedSessions(sessions).filter((session) => !isIdle(session));
  const shown = busy.slice(0, SHOWN);
  const rest = sessions.length - shown.length;
  return (
    <section>
      <SideGroup
        name="Sessions"
        count={isRead ? sessions.length : null}
        selected={place.view === 'sessions'}
        onOpen={openAll}
      />
      {!isRead && (
        <SideRow
          tone="neutral"
          icon="unknown"
          name={describeUnread(gateway.state).short}
          age=""
          selected={false}
          onOpen={openAll}
        />
      )}
      {isRead && sessionsReadAt !== null && !live && (
        <SideRow
          tone="neutral"
          icon="unknown"
          name={`As of ${dayTime(sessionsReadAt, now, 'seconds')}`}
          age=""
          selected={false}
          onOpen={openAll}
        />
      )}
      {isRead &&
        live &&
        shown.map((session) => {
          const words = describeSession(session);
          const time = turnTime(session, now);
          return (
            <SideRow
              key={session.key}
              tone={words.tone}
              icon={words.icon}
              name={session.label}
              age={time === '' ? words.word.toLowerCase() : `turn ${time}`}
              selected={place.view === 'session' && place.key === session.key}
              onOpen={() => go({ view: 'session', key: session.key })}
            />
          );
        })}
      {isRead && live && rest > 0 && (
        <SideRow
          tone="neutral"
          icon="idle"
          name={folded(rest, shown.length)}
          age={busy.length > shown.length ? `${busy.length - shown.length} busy` : 'idle'}
          selected={false}
          onOpen={openAll}
        />
      )}
    </section>
  );
};
