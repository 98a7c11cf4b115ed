import type { GatewayState } from './state.ts';

/** True while a gateway's sessions are followed; another right may be missing meanwhile. */
export const areFollowed = (state: GatewayState): boolean =>
  state.phase === 'connected' ||
  (state.phase === 'degraded' &&
    state.failure.kind === 'missing-scope' &&
    state.failure.scope !== 'operator.read');
