import type { PanelState } from '../../shared/state.ts';

/**
 * True while no gateway was ever reached and nobody said where one is: the page then says where it
 * looked instead of showing an empty panel. Never in practice, and not once helpers exist.
 */
export const isFirstRun = ({ app, gateway, helpers }: PanelState): boolean => {
  if (app.practice || helpers.length > 0) return false;
  if (gateway.addressSource !== 'default' || gateway.connId !== null) return false;
  // The program alone says nothing of a gateway.
  const places = gateway.lookedAt.filter(({ program }) => program !== true);
  if (places.length === 0 || places.some(({ ok }) => ok)) return false;
  switch (gateway.state.phase) {
    case 'waiting':
      return (
        gateway.state.failure.kind === 'unreachable' &&
        gateway.state.failure.reason === 'not-listening'
      );
    case 'idle':
    case 'connecting':
      return true;
    case 'handshaking':
    case 'connected':
    case 'degraded':
    case 'blocked':
    case 'stopped':
      return false;
  }
};
