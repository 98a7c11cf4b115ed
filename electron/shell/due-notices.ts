import type { NavigateTarget } from '../../shared/contract.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { describeGateway } from '../../shared/describe-gateway.ts';
import type { PanelState } from '../../shared/state.ts';

/** What the desktop is told. One category has one notice at a time. */
export interface DueNotice {
  readonly category: 'sign-in' | 'gateway';
  /** The same cause keeps its key, so that it is said once. */
  readonly cause: string;
  readonly title: string;
  readonly body: string;
  /** What a click shows. */
  readonly target: NavigateTarget;
}

const signIn = (state: PanelState, now: number): readonly DueNotice[] => {
  const refused = state.credentials.filter(
    ({ state: credential }) =>
      credential.phase === 'needs-sign-in' &&
      credential.refusedAt !== null &&
      credential.waiting > 0,
  );
  const [first] = refused;
  if (first === undefined) return [];
  const cause = refused.map(({ id, generation }) => `${id}@${generation}`).join(' ');
  const waiting = state.helpers.filter(
    ({ state: { phase }, credentialId }) =>
      phase === 'waiting-for-sign-in' && credentialId === first.id,
  );
  const [only] = waiting;
  const target: NavigateTarget =
    only !== undefined && waiting.length === 1 && refused.length === 1
      ? { view: 'helper', id: only.id }
      : { view: 'credentials' };
  const title =
    refused.length === 1
      ? `${first.provider} refused a sign-in`
      : `${refused.length} sign-ins were refused`;
  const body = describeCredential(first, state.gateway.state, now).sentence;
  return [{ category: 'sign-in', cause, title, body: `${body} Click to sign in.`, target }];
};

const blocked = ({ gateway }: PanelState, now: number): readonly DueNotice[] => {
  if (gateway.state.phase !== 'blocked') return [];
  const { title, detail } = describeGateway(gateway, now);
  const cause = gateway.state.failure.kind;
  return [{ category: 'gateway', cause, title, body: detail, target: { view: 'gateway' } }];
};

/** The notices that hold for a state: what needs the person, and nothing else. Pure. */
export const dueNotices = (state: PanelState, now: number): readonly DueNotice[] => [
  ...signIn(state, now),
  ...blocked(state, now),
];
