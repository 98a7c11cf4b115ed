import { describeWaiting } from './describe-failure.ts';
import { age, dayTime } from './format.ts';
import type { CredentialState, CredentialView, Keyring } from './credential.ts';
import type { GatewayState, Tone } from './state.ts';

export interface CredentialWords {
  readonly tone: Tone;
  /** The pill: `Good`, `Needs sign-in`. */
  readonly word: string;
  /** The row's sentence. */
  readonly sentence: string;
  /** The row's button; null when there is nothing to do. */
  readonly action: string | null;
  /** What the credential says of itself. */
  readonly declared: string;
  /** What last really happened with it. */
  readonly observed: readonly string[];
}

const toneOf = (view: CredentialView): Tone => {
  const { state } = view;
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

/** The state's word, as on a pill. */
export const describeCredentialPhase = (state: CredentialState): string => {
  switch (state.phase) {
    case 'good':
      return 'Good';
    case 'renewing':
      return 'Renewing';
    case 'ends-soon':
      return 'Ends soon';
    case 'needs-sign-in':
      return state.refusedAt === null ? 'No key yet' : 'Needs sign-in';
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

const memoryOnly = (view: CredentialView): string =>
  view.store === 'memory' ? ' It lasts until you quit.' : '';

const needsSignIn = (
  view: CredentialView,
  state: Extract<CredentialState, { phase: 'needs-sign-in' }>,
  gateway: GatewayState | null,
  now: number,
): string => {
  const first =
    state.refusedAt === null
      ? `No key for ${view.provider} yet.`
      : `${view.provider} refused this sign-in at ${dayTime(state.refusedAt, now)}.`;
  const held =
    state.refusedAt !== null && gateway?.phase === 'connected' && gateway.since <= state.refusedAt;
  const parts = [first, describeWaiting(state.waiting)];
  if (held) parts.push('Your OpenClaw session is not affected.');
  return parts.filter((part) => part !== '').join(' ');
};

const sentenceOf = (view: CredentialView, gateway: GatewayState | null, now: number): string => {
  const { state } = view;
  switch (state.phase) {
    case 'good': {
      const by = view.lastWorkedBy === null ? '' : `, in ${view.lastWorkedBy}`;
      return `Last worked ${age(state.lastWorkedAt, now)}${by}.${memoryOnly(view)}`;
    }
    case 'renewing':
      return 'Renewing sign-in…';
    case 'ends-soon':
      return `Sign-in ends ${dayTime(state.endsAt, now)} and cannot renew itself.`;
    case 'needs-sign-in':
      return needsSignIn(view, state, gateway, now);
    case 'limited':
      return state.opensAt === null
        ? 'Limit reached. It was not said when it opens again.'
        : `Limit reached. Opens again ${dayTime(state.opensAt, now)}.`;
    case 'refused-by-gateway':
      return 'The gateway does not accept this device.';
    case 'not-checked':
      return `Not checked yet.${memoryOnly(view)}`;
    case 'cannot-store':
      return 'No password store is unlocked. Sign-ins last until you quit.';
  }
};

const actionOf = (state: CredentialState): string | null => {
  switch (state.phase) {
    case 'needs-sign-in': {
      if (state.refusedAt === null && state.waiting === 0) return 'Add key';
      if (state.waiting === 0) return 'Sign in';
      return state.waiting === 1
        ? 'Sign in and continue'
        : `Sign in and continue (${state.waiting})`;
    }
    case 'ends-soon':
      return 'Sign in now';
    case 'refused-by-gateway':
      return 'Pair again';
    case 'good':
    case 'renewing':
    case 'limited':
    case 'not-checked':
    case 'cannot-store':
      return null;
  }
};

const observedOf = (view: CredentialView, now: number): readonly string[] => {
  const worked = view.lastWorkedAt === null ? null : `worked ${age(view.lastWorkedAt, now)}`;
  const refused =
    view.lastRefusedAt === null ? null : `refused ${dayTime(view.lastRefusedAt, now)}`;
  if (worked === null && refused === null) return ['Nothing yet'];
  const lines = [refused, worked].filter((line) => line !== null);
  if ((view.lastWorkedAt ?? 0) > (view.lastRefusedAt ?? 0)) lines.reverse();
  return lines.map((line, at) => (at === 0 ? line.charAt(0).toUpperCase() + line.slice(1) : line));
};

const declaredOf = (view: CredentialView): string => {
  if (view.generation === 0) return 'No key set';
  return view.state.phase === 'ends-soon' ? 'Cannot renew' : 'No end';
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
  word: describeCredentialPhase(view.state),
  sentence: sentenceOf(view, gateway, now),
  action: actionOf(view.state),
  declared: declaredOf(view),
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
        ? 'no key yet'
        : `sign-in refused ${dayTime(state.refusedAt, now)}`;
    case 'ends-soon':
      return `ends ${dayTime(state.endsAt, now)}`;
    case 'limited':
      return state.opensAt === null ? 'limit reached' : `opens ${dayTime(state.opensAt, now)}`;
    case 'renewing':
    case 'refused-by-gateway':
    case 'not-checked':
    case 'cannot-store':
      return describeCredentialPhase(state).toLowerCase();
  }
};

/** The password store in words: what it means for sign-ins, and how to mend it. */
export const describeKeyring = (
  keyring: Keyring,
): { readonly tone: Tone; readonly sentence: string; readonly hint: string } => {
  switch (keyring.phase) {
    case 'asking':
      return { tone: 'neutral', sentence: 'Asking the password store…', hint: '' };
    case 'unlocked':
      return {
        tone: 'ok',
        sentence: `Sign-ins are kept in the password store (${keyring.backend}).`,
        hint: '',
      };
    case 'locked':
      return {
        tone: 'attention',
        sentence: 'The password store is locked. Sign-ins last until you quit.',
        hint: 'Unlock it, then start Bulkhead again.',
      };
    case 'none':
      return {
        tone: 'attention',
        sentence: 'No password store is unlocked. Sign-ins last until you quit.',
        hint: `Install gnome-keyring or KWallet, then start Bulkhead again. (${keyring.why})`,
      };
  }
};
