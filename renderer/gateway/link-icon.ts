import type { GatewayState } from '../../shared/state.ts';
import type { IconName } from '../ui/icon.tsx';

const icons = {
  idle: 'idle',
  connecting: 'work',
  handshaking: 'work',
  connected: 'ok',
  degraded: 'attention',
  waiting: 'wait',
  blocked: 'attention',
  stopped: 'idle',
} satisfies Readonly<Record<GatewayState['phase'], IconName>>;

/** The link's shape. */
export const linkIcon = (state: GatewayState): IconName => icons[state.phase];
