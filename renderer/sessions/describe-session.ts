import { dayTime, duration, stopwatch } from '../../shared/format.ts';
import type { SessionView, Tone } from '../../shared/state.ts';
import type { IconName } from '../ui/icon.tsx';
import type { SortColumns } from '../ui/sort-order.ts';

const NEARLY_FULL = 0.85;

export interface SessionWords {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

/** How full the session's context is, 0 to 1; null when the gateway did not say. */
export const contextShare = (session: SessionView): number | null =>
  session.totalTokens === null || session.contextTokens === null || session.contextTokens <= 0
    ? null
    : session.totalTokens / session.contextTokens;

/** A session's state in words; what failed counts more than what is full. */
export const describeSession = (session: SessionView): SessionWords => {
  if (session.hasActiveRun) return { tone: 'work', icon: 'work', word: 'In a turn' };
  if (session.status === 'failed') return { tone: 'fail', icon: 'fail', word: 'Turn failed' };
  if ((contextShare(session) ?? 0) > NEARLY_FULL) {
    return { tone: 'attention', icon: 'attention', word: 'Nearly full' };
  }
  return { tone: 'neutral', icon: 'idle', word: 'Idle' };
};

/** The running time of its turn, `0:42`; empty when none runs or it is not known since when. */
export const turnTime = (session: SessionView, now: number): string =>
  session.hasActiveRun && session.runStartedAt !== null
    ? stopwatch(now - session.runStartedAt)
    : '';

/** When it was last active: an age while that is true, a clock time once it is stale. */
export const lastActive = (session: SessionView, now: number, stale: boolean): string => {
  if (session.updatedAt === null) return '';
  if (stale) return dayTime(session.updatedAt, now);
  return session.hasActiveRun ? 'now' : duration(now - session.updatedAt);
};

const rankOf = (session: SessionView): number => {
  switch (describeSession(session).tone) {
    case 'fail':
    case 'attention':
      return 0;
    case 'work':
      return 1;
    case 'ok':
    case 'neutral':
      return 2;
  }
};

/** Sessions as lists show them: what failed or is nearly full, in a turn, then by last activity. */
export const sortedSessions = (sessions: readonly SessionView[]): readonly SessionView[] =>
  sessions.toSorted((a, b) => rankOf(a) - rankOf(b) || (b.updatedAt ?? 0) - (a.updatedAt ?? 0));

/** True for a session that asks for nothing and does nothing. */
export const isIdle = (session: SessionView): boolean => rankOf(session) === 2;

/** What the columns of the table are sorted by. */
export const sessionColumns: SortColumns<SessionView> = {
  Session: ({ label }) => label,
  State: (session) => describeSession(session).word,
  Model: ({ model }) => model,
  Context: contextShare,
  'Last error': ({ lastError }) => lastError,
  // It shows for how long, so the shortest comes first.
  Active: ({ updatedAt }) => (updatedAt === null ? null : -updatedAt),
};
