import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** A line of the log without what it is about. `at` is epoch ms. */
export interface RecentEvent {
  readonly at: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
}

const most = 200;

/** The same log, which remembers when its last 200 lines were written and what they are called. */
export const createRecentLog = (
  log: Log,
  clock: Pick<Clock, 'now'>,
): { readonly log: Log; readonly recent: () => readonly RecentEvent[] } => {
  let events: readonly RecentEvent[] = [];
  const remembering =
    (level: RecentEvent['level']): Log['info'] =>
    (event, data) => {
      events = [...events.slice(1 - most), { at: clock.now(), level, event }];
      log[level](event, data);
    };
  return {
    log: {
      info: remembering('info'),
      warn: remembering('warn'),
      error: remembering('error'),
    },
    recent: () => events,
  };
};
