import { credentialButton, type CredentialButton } from './describe-credential-act.ts';
import { describeWaiting } from './describe-failure.ts';
import { describePairing } from './describe-pairing.ts';
import { age, capitalised, clockTime, dayTime } from './format.ts';
import { isGatewaySecret, isKey, isLockedAway, isOfModels } from './credential.ts';
import type { CredentialKind, CredentialState, CredentialView, SecretStore } from './credential.ts';
import type { GatewayState, Tone } from './state.ts';
import { isolated } from './isolated.ts';

export interface CredentialWords extends CredentialButton {
  readonly tone: Tone;
  /** The pill: `Good`, `Needs sign-in`. */
  readonly word: string;
  /** The row's sentence. */
  readonly sentence: string;
  /** What kind of credential it is: `API key`, `Gateway token`. */
  readonly kind: string;
  /** What the credential says of itself: `Ends 21:40, can renew`. */
  readonly declared: string;
  /** Where its secret is kept: `in the password store`; empty when it is nowhere. */
  readonly store: string;
  /** Why a key that is given here needs more rights than usual; empty when it does not. */
  readonly note: string;
  /** What last really happened with it. */
  readonly observed: readonly string[];
}

const kindWords = {
  'api-key': 'API key',
  account: 'Account',
  'gateway-token': 'Gateway token',
  'gateway-password': 'Gateway password',
  'device-token': 'Token of this device',
  'gateway-model-key': 'API key',
  'gateway-model-sign-in': 'Sign-in',
} satisfies Readonly<Record<CredentialKind, string>>;

const storeWords = {
  keyring: 'in the password store',
  memory: 'until you quit',
  file: 'in a file that only you can read (0600)',
  'codex-home': 'in the folder of your codex',
  gateway: 'in OpenClaw',
  none: '',
} satisfies Readonly<Record<SecretStore, string>>;

/** What it is called when there is none. */
const noneWords = {
  'api-key': 'No key yet',
  account: 'Not signed in',
  'gateway-token': 'No token yet',
  'gateway-password': 'No password yet',
  'device-token': 'Not paired yet',
  'gateway-model-key': 'No key yet',
  'gateway-model-sign-in': 'Not signed in',
} satisfies Readonly<Record<CredentialKind, string>>;

const noneWord = (view: CredentialView): string =>
  isLockedAway(view) ? 'Locked away' : noneWords[view.kind];

const adminNote =
  'OpenClaw keeps it. To change it, Bulkhead opens a second, short connection that asks for administrator rights (operator.admin). Its own connection never has them.';

const toneOf = ({ state }: CredentialView): Tone => {
  switch (state.phase) {
    case 'good':
      return 'ok';
    case 'renewing':
      return 'work';
    case 'needs-sign-in':
      return state.refusedAt === null && state.waiting === 0 ? 'neutral' : 'attention';
    case 'ends-soon':
    case 'limited':
    case 'refused-by-gateway':
    case 'cannot-store':
      return 'attention';
    case 'not-checked':
      return 'neutral';
  }
};

/** The state's word, as on a pill; what has ended is said to have only with `now` (epoch ms). */
export const describeCredentialPhase = (
  state: CredentialState,
  kind: CredentialKind = 'api-key',
  now = 0,
): string => {
  switch (state.phase) {
    case 'good':
      return 'Good';
    case 'renewing':
      return 'Renewing';
    case 'ends-soon':
      return state.endsAt > now ? 'Ends soon' : 'Ended';
    case 'needs-sign-in':
      return state.refusedAt === null ? noneWords[kind] : 'Needs sign-in';
    case 'limited':
      return 'Limited';
    case 'refused-by-gateway':
      return 'Refused by gateway';
    case 'not-checked':
      return 'Not checked';
    case 'cannot-store':
      return 'Cannot store';
  }
};

const memoryOnly = (view: CredentialView): string => {
  const { store, nextStore } = view;
  const lasts = store === 'memory' ? ' It lasts until you quit.' : '';
  if (nextStore === undefined) return lasts;
  return `${lasts} The next sign-in is kept ${nextStore === 'file' ? 'in a file' : 'in the password store'}.`;
};

const checkRights = ({ kind, acts }: CredentialView): string =>
  isOfModels(kind) && acts.includes('check')
    ? ' A check makes one small model call, with administrator rights.'
    : '';

const signedIn = ({ kind, declared: { account } }: CredentialView): string =>
  account === null || (kind !== 'account' && kind !== 'gateway-model-sign-in')
    ? ''
    : `Signed in as ${isolated(account)}. `;

const needsSignIn = (
  view: CredentialView,
  state: Extract<CredentialState, { phase: 'needs-sign-in' }>,
  gateway: GatewayState | null,
  now: number,
): string => {
  const { kind, provider } = view;
  const what = isKey(kind) ? 'key' : 'sign-in';
  const none = isLockedAway(view)
    ? `Its ${what} is in the password store, which is not unlocked. Unlock it, or ${isKey(kind) ? 'give the key anew' : 'sign in anew'}.`
    : isKey(kind)
      ? `No key for ${isolated(provider)} yet.`
      : `Not signed in to ${isolated(provider)} yet.`;
  const first =
    state.refusedAt === null
      ? none
      : `${isolated(provider)} refused this ${what} at ${dayTime(state.refusedAt, now)}.`;
  const parts = [first, describeWaiting(state.waiting)];
  const held =
    state.refusedAt !== null && gateway?.phase === 'connected' && gateway.since <= state.refusedAt;
  // The gateway's own sessions use its own credentials.
  if (isOfModels(kind)) parts.push('OpenClaw sessions that use it get no answer.');
  else if (held) parts.push('Your OpenClaw session is not affected.');
  return parts.filter((part) => part !== '').join(' ');
};

const endOf = (at: number, now: number): string => {
  const time = dayTime(at, now);
  return time === clockTime(at) ? `today at ${time}` : time;
};

const pairing = (gateway: GatewayState | null): string =>
  gateway?.phase === 'blocked' ? ` ${describePairing(gateway.failure)}`.trimEnd() : '';

const sentenceOf = (view: CredentialView, gateway: GatewayState | null, now: number): string => {
  const { state } = view;
  switch (state.phase) {
    case 'good': {
      const by = view.lastWorkedBy === null ? '' : `, in ${isolated(view.lastWorkedBy)}`;
      const last = `Last worked ${age(state.lastWorkedAt, now)}${by}.`;
      return `${signedIn(view)}${last}${memoryOnly(view)}`;
    }
    case 'renewing':
      return 'Renewing sign-in…';
    case 'ends-soon': {
      const what = isKey(view.kind) ? 'Key' : 'Sign-in';
      const ends = state.endsAt > now ? 'ends' : 'ended';
      return `${what} ${ends} ${endOf(state.endsAt, now)} and cannot renew itself.`;
    }
    case 'needs-sign-in':
      return needsSignIn(view, state, gateway, now);
    case 'limited':
      return state.opensAt === null
        ? 'Limit reached. It was not said when it opens again.'
        : `Limit reached. Opens again ${dayTime(state.opensAt, now)}.`;
    case 'refused-by-gateway':
      return isGatewaySecret(view.kind)
        ? 'The gateway does not accept it.'
        : `The gateway does not accept this device.${pairing(gateway)}`;
    case 'not-checked':
      return `${signedIn(view)}Not checked yet.${checkRights(view)}${memoryOnly(view)}`;
    case 'cannot-store':
      if (state.failed === true) {
        const then = view.acts.includes('store-again') ? ': store it again' : '';
        return `The password store did not take it. It works until you quit${then}.`;
      }
      return 'No password store is unlocked. Sign-ins last until you quit.';
  }
};

const observedOf = (view: CredentialView, now: number): readonly string[] => {
  const worked = view.lastWorkedAt === null ? null : `worked ${age(view.lastWorkedAt, now)}`;
  const refused =
    view.lastRefusedAt === null ? null : `refused ${dayTime(view.lastRefusedAt, now)}`;
  if (worked === null && refused === null) return ['Nothing yet'];
  const lines = [refused, worked].filter((line) => line !== null);
  if ((view.lastWorkedAt ?? 0) > (view.lastRefusedAt ?? 0)) lines.reverse();
  return lines.map((line, at) => (at === 0 ? capitalised(line) : line));
};

const declaredOf = (view: CredentialView, now: number): string => {
  const { generation, declared } = view;
  if (generation === 0) return noneWord(view);
  const { endsAt, canRenew, gatewaySays } = declared;
  const parts: string[] = [];
  if (endsAt !== null && Number.isFinite(endsAt)) {
    parts.push(`${endsAt > now ? 'Ends' : 'Ended'} ${dayTime(endsAt, now)}`);
  } else if (gatewaySays !== 'expired') {
    parts.push('No end');
  }
  if (gatewaySays === 'expired' && endsAt === null) parts.push('Expired');
  if (canRenew) parts.push('can renew');
  else if (endsAt !== null) parts.push('cannot renew');
  return parts.join(', ');
};

/**
 * A credential's row in words. `gateway` lets the row say that the session is not affected, which
 * it does only when the link has held since before the refusal. Pure; `now` in epoch ms.
 */
export const describeCredential = (
  view: CredentialView,
  gateway: GatewayState | null,
  now: number,
): CredentialWords => ({
  tone: toneOf(view),
  word: isLockedAway(view) ? noneWord(view) : describeCredentialPhase(view.state, view.kind, now),
  sentence: sentenceOf(view, gateway, now),
  ...credentialButton(view),
  kind: kindWords[view.kind],
  declared: declaredOf(view, now),
  store: storeWords[view.store],
  note: isOfModels(view.kind) ? adminNote : '',
  observed: observedOf(view, now),
});

/** The few words of the left column: `sign-in refused 14:02`, `2 s ago`. */
export const describeCredentialShort = (view: CredentialView, now: number): string => {
  const { state } = view;
  switch (state.phase) {
    case 'good':
      return age(state.lastWorkedAt, now);
    case 'needs-sign-in':
      return state.refusedAt === null
        ? noneWord(view).toLowerCase()
        : `sign-in refused ${dayTime(state.refusedAt, now)}`;
    case 'ends-soon':
      return `${state.endsAt > now ? 'ends' : 'ended'} ${dayTime(state.endsAt, now)}`;
    case 'limited':
      return state.opensAt === null ? 'limit reached' : `opens ${dayTime(state.opensAt, now)}`;
    case 'refused-by-gateway':
      return `refused ${dayTime(state.refusedAt, now)}`;
    case 'renewing':
    case 'not-checked':
    case 'cannot-store':
      return describeCredentialPhase(state).toLowerCase();
  }
};
