import type { CredentialAct, CredentialKind, CredentialView } from '../../shared/credential.ts';
import { describeReminder } from '../../shared/describe-reminder.ts';
import { unavailable, whyNotAct } from '../../shared/describe-unavailable.ts';
import type { Reminder } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { inGroup, type Entry, type Step } from './entry.ts';

const entry = inGroup('Do', 'key');

/** What is worth a word when it cannot be done; what else an act lacks, its kind never has. */
const expected = {
  'api-key': ['check', 'remove'],
  account: ['sign-in', 'check', 'sign-out', 'keep-in-file', 'keep-in-keyring', 'remove'],
  'gateway-token': [],
  'gateway-password': [],
  'device-token': [],
  'gateway-model-key': ['check'],
  'gateway-model-sign-in': ['check'],
} as const satisfies Readonly<Record<CredentialKind, readonly CredentialAct[]>>;

const order: readonly CredentialAct[] = [
  'set-key',
  'store-again',
  'sign-in',
  'check',
  'pair',
  'keep-in-keyring',
  'keep-in-file',
  'sign-out',
  'remove',
];

const nameOf = (act: CredentialAct, { label, generation }: CredentialView): string => {
  switch (act) {
    case 'set-key':
      return generation === 0
        ? `Add key for ${isolated(label)}…`
        : `Replace key of ${isolated(label)}…`;
    case 'store-again':
      return `Store the key of ${isolated(label)} again`;
    case 'sign-in':
      return generation === 0
        ? `Sign in to ${isolated(label)}…`
        : `Sign in again to ${isolated(label)}…`;
    case 'sign-out':
      return `Sign out of ${isolated(label)}…`;
    case 'check':
      return `Check ${isolated(label)}`;
    case 'pair':
      return `Pair again: ${isolated(label)}`;
    case 'remove':
      return `Remove credential ${isolated(label)}…`;
    case 'keep-in-file':
      return `Keep ${isolated(label)} in a file…`;
    case 'keep-in-keyring':
      return `Keep ${isolated(label)} in the password store`;
  }
};

const stepOf = (act: CredentialAct, { id, label }: CredentialView): Step => {
  switch (act) {
    case 'set-key':
      return { setKey: id };
    case 'sign-in':
      return { signIn: id };
    case 'store-again':
      return {
        send: {
          name: 'credentials.check',
          input: { id },
          done: `The key of ${isolated(label)} is stored.`,
        },
      };
    case 'check':
      return {
        send: { name: 'credentials.check', input: { id }, done: `Checked ${isolated(label)}.` },
      };
    case 'pair':
      return { send: { name: 'gateway.retry', input: {} } };
    case 'keep-in-keyring':
      return {
        send: {
          name: 'credentials.keep',
          input: { id, keep: 'keyring' },
          done: `From the next sign-in on, ${isolated(label)} is kept in the password store.`,
        },
      };
    case 'keep-in-file':
    case 'sign-out':
    case 'remove':
      return { show: { kind: act, credentialId: id } };
  }
};

/** Other words for what can be done with a credential. */
const likes: Readonly<Partial<Record<CredentialAct, string>>> = {
  'set-key': 'change edit',
  check: 'test try',
  'keep-in-file': 'store save',
  'keep-in-keyring': 'store save keyring',
};

const isOurs = ({ kind }: CredentialView): boolean => kind === 'account' || kind === 'api-key';

/** The way to a sign-in, or to the field for a key; null where there is neither. Pure. */
export const signInStep = ({ id, acts }: CredentialView): Step | null => {
  const act = acts.find((one) => one === 'sign-in' || one === 'set-key');
  if (act === undefined) return null;
  return act === 'sign-in' ? { signIn: id } : { setKey: id };
};

/** What can be done with a credential, and what cannot now. Pure. */
export const credentialEntries = (
  view: CredentialView,
  reminders: readonly Reminder[],
  now: number,
): readonly Entry[] => {
  const { id, kind, acts, label, state } = view;
  const of = order
    .filter((act) => acts.includes(act) || (expected[kind] as readonly string[]).includes(act))
    .map((act) =>
      entry({
        id: `${act} ${id}`,
        name: nameOf(act, view),
        step: stepOf(act, view),
        like: `${kind === 'account' ? 'account' : 'key credential'} ${likes[act] ?? ''}`,
        unavailable: whyNotAct(act, view),
      }),
    );
  const others = [
    ...(isOurs(view)
      ? [
          entry({
            id: `switch ${id}`,
            name: `Use another in place of ${isolated(label)}…`,
            like: 'switch account change',
            step: { show: { kind: 'switch-account', credentialId: id } },
            unavailable: state.phase === 'limited' ? undefined : unavailable.notLimited,
          }),
        ]
      : []),
    ...(state.phase === 'ends-soon'
      ? [
          entry({
            id: `remind ${id}`,
            name: `Remind me of ${isolated(label)}`,
            icon: 'wait',
            like: 'later ends soon',
            step: { send: { name: 'credentials.remind', input: { id } } },
            unavailable:
              describeReminder(view, reminders, now).action === null
                ? unavailable.reminded
                : undefined,
          }),
        ]
      : []),
  ];
  return [...of, ...others];
};
