import { isKey, isLockedAway, type CredentialAct, type CredentialView } from './credential.ts';
import { isEnded, type GatewayState, type HelperState } from './state.ts';

/** Why what the panel offers cannot be done now; no full stop. */
export const unavailable = {
  isSo: 'It is so already',
  noDrill: 'No drill runs',
  drillRuns: 'A drill runs',
  drillNeverEnded: 'No drill has ended yet',
  practises: 'You are in practice',
  practisesNot: 'You are not in practice',
  ownGateway: 'Practice has a gateway of its own',
  saidNothing: 'It has said nothing yet',
  notLimited: 'It is not at its limit',
  reminded: 'You are reminded already',
  stepsLost: 'Its finished steps are gone with its process',
  byKeys: 'By its keys only',
} as const;

/** Why a helper cannot be stopped; undefined when it can. */
export const whyNotStop = (state: HelperState): string | undefined => {
  if (isEnded(state)) return 'It has ended';
  if (state.phase === 'waiting-for-sign-in') return 'It waits for a sign-in: dismiss it instead';
  return state.phase === 'stopping' ? 'It is being stopped' : undefined;
};

/** Why a helper cannot be started again; undefined when it can. */
export const whyNotRetry = (state: HelperState): string | undefined => {
  if (state.phase === 'failed' || state.phase === 'cancelled') return undefined;
  if (state.phase === 'completed') return 'It did what it was asked';
  return state.phase === 'waiting-for-sign-in' ? 'It waits for a sign-in' : 'It has not ended';
};

/** Why a helper cannot be taken out of the list; undefined when it can. */
export const whyNotDismiss = (state: HelperState): string | undefined =>
  isEnded(state) || state.phase === 'waiting-for-sign-in' ? undefined : 'Stop it first';

/** Why the gateway cannot be tried now; undefined when it can. */
export const whyNotRetryGateway = ({ phase }: GatewayState): string | undefined => {
  if (phase === 'connected') return 'It is connected';
  if (phase === 'connecting' || phase === 'handshaking') return 'It is being tried';
  return phase === 'stopped' || phase === 'idle' ? 'Connect first' : undefined;
};

/** Why the gateway cannot be connected to; undefined when it can. */
export const whyNotConnect = ({ phase }: GatewayState): string | undefined => {
  if (phase === 'stopped' || phase === 'idle') return undefined;
  return phase === 'connected' || phase === 'degraded' ? 'It is connected' : 'It is being tried';
};

/** Why there is nothing to disconnect from; undefined when there is. */
export const whyNotDisconnect = ({ phase }: GatewayState): string | undefined =>
  phase === 'connected' || phase === 'degraded' ? undefined : 'It is not connected';

/** Why an act that a credential could have is not to be had now; undefined when it is. */
export const whyNotAct = (act: CredentialAct, view: CredentialView): string | undefined => {
  if (view.acts.includes(act)) return undefined;
  if (isLockedAway(view)) return 'The password store is locked';
  if (view.store === 'codex-home') return 'It is the sign-in of your own codex';
  if (act === 'keep-in-file') return 'It is not kept in memory';
  if (act === 'keep-in-keyring') return 'It is not kept in a file';
  return isKey(view.kind) ? 'There is no key yet' : 'Nobody is signed in';
};
