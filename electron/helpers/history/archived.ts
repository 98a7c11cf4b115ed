import * as v from 'valibot';

import type { ArchivedHelper } from '../../../shared/history.ts';
import {
  isEnded,
  type BlastSample,
  type HelperState,
  type HelperView,
} from '../../../shared/state.ts';
import { ViewSchema } from './view-schema.ts';

/** UTF-16 units of output that are kept of a helper that has left the list. */
export const archivedOutput = 2 * 1024;
/** The newest entries of its timeline. */
const timelineMost = 20;

const ArchivedSchema = v.object({ v: v.literal(1), view: ViewSchema, output: v.string() });

/** Reads a line back; null when it is none of ours. Pure. */
export const parseArchived = (line: string): ArchivedHelper | null => {
  try {
    const parsed = v.safeParse(ArchivedSchema, JSON.parse(line));
    return parsed.success && isEnded(parsed.output.view.state) ? parsed.output : null;
  } catch {
    return null;
  }
};

/** One that waited was dismissed by the person: what it waited for is why it never completed. */
const endOf = (before: HelperState, now: HelperState): HelperState => {
  if (before.phase === 'waiting-for-sign-in') return { phase: 'failed', failure: before.failure };
  return isEnded(now) ? now : { phase: 'cancelled' };
};

const withoutNames = ({ at, connId, bootId, sessionsTotal, helpersTotal }: BlastSample) => ({
  at,
  connId,
  bootId,
  sessionsTotal,
  sessionsRunning: [],
  helpersTotal,
  helpersAlive: [],
});

/**
 * What is kept of a helper that leaves the list; `before` is its state when that was asked for. Pure.
 */
export const archivedHelper = (
  { view, output }: { readonly view: HelperView; readonly output: string },
  before: HelperState,
  now: number,
): ArchivedHelper => {
  const { blastRadius: blast } = view;
  return {
    v: 1,
    view: {
      ...view,
      state: endOf(before, view.state),
      pid: null,
      endedAt: view.endedAt ?? view.failedAt ?? now,
      timeline: view.timeline.slice(-timelineMost),
      blastRadius:
        blast === null
          ? null
          : { ...blast, before: withoutNames(blast.before), after: withoutNames(blast.after) },
      fromHistory: true,
    },
    output: output.slice(-archivedOutput),
  };
};
