import type { HelperView, TimelineEntry } from '../../shared/state.ts';

export const connId = '7f3a9c41-52d0-4e1b-9a67-0c1b8f2d64e5';
export const bootId = 'b19e04d7-8c35-4f70-a2d9-61e7c0a5b318';

/** The moment of every fixture: 23 Nov 2026, 14:08:12 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 14, 8, 12);

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** So many ms before the moment of the fixtures. */
export const ago = (length: number, unit: 's' | 'min' | 'h' | 'd' = 's'): number =>
  NOW - length * { s: second, min: minute, h: hour, d: day }[unit];

/** When, in which tone, and what. */
export type Line = readonly [number, TimelineEntry['tone'], string];

export const timeline = (...entries: readonly Line[]): readonly TimelineEntry[] =>
  entries.map(([at, tone, text]) => ({ at, tone, text }));

type Times = 'queuedAt' | 'startedAt' | 'firstDeltaAt' | 'refusedAt' | 'failedAt' | 'endedAt';

/** The same, with all that is told of it so many ms earlier. */
export const earlier = <T extends Pick<HelperView, Times | 'timeline'>>(one: T, ms: number): T => {
  const moved = (at: number | null): number | null => (at === null ? null : at - ms);
  return {
    ...one,
    queuedAt: one.queuedAt - ms,
    startedAt: moved(one.startedAt),
    firstDeltaAt: moved(one.firstDeltaAt),
    refusedAt: moved(one.refusedAt),
    failedAt: moved(one.failedAt),
    endedAt: moved(one.endedAt),
    timeline: one.timeline.map((entry) => ({ ...entry, at: entry.at - ms })),
  };
};
