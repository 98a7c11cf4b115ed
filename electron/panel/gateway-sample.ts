import type { GatewayView, SessionView } from '../../shared/state.ts';
import type { GatewaySample } from '../helpers/blast/blast-sample.ts';

/** What of the gateway is compared before and after a helper's failure. */
export const gatewaySample = (
  { connId, bootId, state }: Pick<GatewayView, 'connId' | 'bootId' | 'state'>,
  rows: readonly SessionView[],
): GatewaySample => {
  const isConnected = state.phase === 'connected' || state.phase === 'degraded';
  return {
    connId: isConnected ? connId : null,
    bootId: isConnected ? bootId : null,
    sessionsTotal: rows.length,
    sessionsRunning: rows.filter((row) => row.hasActiveRun).map((row) => row.key),
    sessionsFailed: rows.filter((row) => row.status === 'failed').map((row) => row.key),
  };
};
