import type { GatewayView } from '../../../shared/state.ts';

/** The gateway as it is before anything was looked at. */
export const idleGateway: GatewayView = {
  state: { phase: 'idle' },
  url: '',
  addressSource: 'default',
  tokenSource: 'none',
  secretKind: 'token',
  configPath: null,
  version: null,
  connId: null,
  bootId: null,
  scopes: [],
  attempts: 0,
  reconnects: 0,
  lookedAt: [],
  timeline: [],
  sessionsReadAt: null,
  sessionsNotShown: 0,
};
