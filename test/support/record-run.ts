import type {
  CodexClient,
  CodexRun,
  RunEvent,
  RunOutcome,
  RunRequest,
} from '../../electron/codex/client.ts';

/** A run together with everything it said. */
export interface RecordedRun {
  readonly run: CodexRun;
  readonly outcome: Promise<RunOutcome>;
  readonly events: readonly RunEvent[];
  /** The streamed text so far. */
  output(): string;
}

/** Starts a run and keeps its events. */
export const recordRun = (client: CodexClient, request: RunRequest): RecordedRun => {
  const events: RunEvent[] = [];
  const run = client.run(request, (event) => events.push(event));
  return {
    run,
    outcome: run.outcome,
    events,
    output: () => events.map((event) => (event.kind === 'delta' ? event.text : '')).join(''),
  };
};
