import * as v from 'valibot';

import { failure, type Failure } from '../../../shared/failure.ts';
import { isEnded, type HelperState, type HelperView } from '../../../shared/state.ts';
import { restingActivity, noted } from '../helper/view.ts';
import { SpawnRequestSchema, type SpawnRequest } from '../spawn-request.ts';
import { ViewSchema } from './view-schema.ts';

/** The file. Its types and those of what is shown are held to be the same by a test. */
export const RecordSchema = v.object({
  v: v.literal(1),
  view: ViewSchema,
  request: SpawnRequestSchema,
  output: v.string(),
});

/** What is kept of a helper across restarts: one JSON file, `v: 1`. */
export interface HistoryRecord {
  readonly v: 1;
  readonly view: HelperView;
  readonly request: SpawnRequest;
  /** The last of its output. */
  readonly output: string;
}

/** Reads a record back; null when the text is not one. Pure. */
export const parseRecord = (json: string): HistoryRecord | null => {
  try {
    const parsed = v.safeParse(RecordSchema, JSON.parse(json));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
};

const cutOff: Failure = failure(
  { kind: 'exited', exitCode: null, signal: null, stderrTail: '' },
  'The app ended while it ran.',
);

/** What waited for a sign-in waits still, without its process and the steps that went with it. */
const stateAfterRestart = (state: HelperState, toolsRun: number): HelperState => {
  if (isEnded(state)) return state;
  if (state.phase !== 'waiting-for-sign-in') return { phase: 'failed', failure: cutOff };
  const { phase, failure: cause } = state;
  const lost = toolsRun > 0 ? ({ willAsk: true, stepsLost: true } as const) : {};
  return { phase, failure: cause, processUntil: null, ...lost };
};

/**
 * A record's view as a later run of the app shows it, with nothing of it alive: ended, with its
 * cause, or waiting still for its sign-in. One that was under way has failed because the app ended
 * while it ran. Pure.
 */
export const viewAfterRestart = ({ view, output }: HistoryRecord, now: number): HelperView => {
  const state = stateAfterRestart(view.state, view.toolsRun);
  const shown = {
    ...view,
    version: view.version + 1,
    state,
    pid: null,
    outputLength: Math.max(view.outputLength, output.length),
    fromHistory: true,
  };
  if (isEnded(view.state)) return shown;
  const resting = { ...shown, failedAt: view.failedAt ?? now, activity: restingActivity(state) };
  return state.phase === 'waiting-for-sign-in'
    ? noted({ ...resting, fromHistory: false }, now, 'neutral', 'Bulkhead was started again')
    : noted(
        { ...resting, endedAt: view.failedAt ?? now },
        now,
        'attention',
        'The app ended while it ran; nothing restarts by itself',
      );
};
