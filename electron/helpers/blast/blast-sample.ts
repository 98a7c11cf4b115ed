import { isEnded, type BlastSample, type HelperView } from '../../../shared/state.ts';

/** What helpers may know of the gateway: plain facts, read when asked. */
export interface GatewaySample {
  readonly connId: string | null;
  readonly bootId: string | null;
  readonly sessionsTotal: number;
  /** Keys of the sessions with a running turn. */
  readonly sessionsRunning: readonly string[];
  /** Keys of the sessions whose last turn failed. */
  readonly sessionsFailed?: readonly string[];
}

/** A process that went under its helper, or that took the helper's connection with it. */
const died = ({ state }: HelperView): boolean =>
  state.phase === 'failed' &&
  (state.failure.kind === 'exited' || state.failure.kind === 'broken-pipe');

/** The gateway and the helpers beside `own` at a moment. Pure. */
export const blastSample = (
  at: number,
  gateway: GatewaySample,
  helpers: readonly HelperView[],
  own: string,
): BlastSample => {
  const others = helpers.filter(({ id, fromHistory }) => id !== own && !fromHistory);
  const ids = (wanted: (view: HelperView) => boolean): readonly string[] =>
    others.filter(wanted).map(({ id }) => id);
  return {
    at,
    connId: gateway.connId,
    bootId: gateway.bootId,
    sessionsTotal: gateway.sessionsTotal,
    sessionsRunning: gateway.sessionsRunning,
    sessionsFailed: gateway.sessionsFailed ?? [],
    helpersTotal: others.length,
    helpersAlive: ids((view) => view.pid !== null && !isEnded(view.state)),
    helpersDied: ids(died),
  };
};
