import { useEffect, useRef } from 'react';
import type { CredentialView } from '../../shared/credential.ts';
import { describeContinued } from '../../shared/describe-continue.ts';
import { isEnded, type HelperView, type PanelState } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { usePanel } from '../panel-context.tsx';
import { useSay } from '../ui/toasts.tsx';

/** Helpers that waited when a credential got a new generation. */
interface Open {
  readonly generation: number;
  readonly ids: readonly string[];
}

const isDone = ({ signIn }: CredentialView): boolean => signIn?.phase === 'done';

/** What was last seen, and the sign-ins whose helpers have not all gone on yet. */
export interface SignInWatch {
  readonly generations: ReadonlyMap<string, number>;
  readonly waiting: ReadonlyMap<string, readonly string[]>;
  readonly open: ReadonlyMap<string, Open>;
  /** Those whose sign-in was said to be done. */
  readonly done: ReadonlySet<string>;
}

type Seen = Pick<PanelState, 'credentials' | 'helpers'>;

const isWaiting = ({ state }: HelperView): boolean =>
  state.phase === 'waiting-for-sign-in' && state.asks === undefined;

const asks = ({ state }: HelperView): boolean =>
  state.phase === 'waiting-for-sign-in' && state.asks !== undefined;

const refusedWith = ({ state }: HelperView, generation: number): boolean =>
  state.phase === 'waiting-for-sign-in' &&
  state.failure.kind === 'unauthorized' &&
  state.failure.generation >= generation;

const grewOrStays = (
  { waiting, open, generations }: SignInWatch,
  { id, generation, state }: CredentialView,
): Open | null => {
  const before = generations.get(id);
  if (before !== undefined && generation > before) {
    return { generation, ids: waiting.get(id) ?? [] };
  }
  // Refused again: the card says so, and there is nothing to report as done.
  return state.phase === 'needs-sign-in' ? null : (open.get(id) ?? null);
};

/** Where helpers waited, they are what is reported, not the sign-in. */
const isFreshlyDone = ({ done, waiting }: SignInWatch, credential: CredentialView): boolean =>
  isDone(credential) && !done.has(credential.id) && (waiting.get(credential.id) ?? []).length === 0;

/** Its provider has answered since it went on: what went before was cleared as it did. */
const isAnswered = (helper: HelperView, { state, lastWorkedBy }: CredentialView): boolean =>
  !isWaiting(helper) &&
  !asks(helper) &&
  (helper.state.phase === 'completed' ||
    helper.firstDeltaAt !== null ||
    // A turn may think for long before its first word.
    (helper.state.phase === 'running' && state.phase === 'good' && lastWorkedBy === helper.name));

/** Null while one waits for its turn or for its provider's answer; empty when none went on. */
const reportOf = (
  { generation, ids }: Open,
  helpers: readonly HelperView[],
  credential: CredentialView,
): string | null => {
  const those = helpers.filter(({ id }) => ids.includes(id));
  const answered = those.filter((helper) => isAnswered(helper, credential));
  const asking = those.filter(asks);
  const settled = (helper: HelperView): boolean =>
    isEnded(helper.state) ||
    refusedWith(helper, generation) ||
    answered.includes(helper) ||
    asking.includes(helper);
  if (!those.every(settled)) return null;
  return answered.length + asking.length === 0
    ? ''
    : describeContinued(answered.length, asking.length);
};

/** What follows when the panel is as in `seen`: what to watch, and what to report as done. Pure. */
export const watchSignIns = (
  before: SignInWatch | null,
  { credentials, helpers }: Seen,
): { readonly watch: SignInWatch; readonly reports: readonly string[] } => {
  const open = new Map<string, Open>();
  const reports: string[] = [];
  for (const credential of credentials) {
    const entry = before === null ? null : grewOrStays(before, credential);
    if (entry === null || entry.ids.length === 0) {
      if (before !== null && isFreshlyDone(before, credential)) {
        reports.push(`Signed in to ${isolated(credential.label)}.`);
      }
      continue;
    }
    const report = reportOf(entry, helpers, credential);
    if (report === null) open.set(credential.id, entry);
    else if (report !== '') reports.push(report);
  }
  const watch = {
    generations: new Map(credentials.map(({ id, generation }) => [id, generation])),
    waiting: new Map(
      credentials.map(({ id }) => [
        id,
        helpers
          .filter((helper) => helper.credentialId === id && isWaiting(helper))
          .map((helper) => helper.id),
      ]),
    ),
    open,
    done: new Set(credentials.filter(isDone).map(({ id }) => id)),
  };
  return { watch, reports };
};

/** Says how many helpers continued, once the last of those that waited was answered; shows nothing. */
export const SignInReports = () => {
  const credentials = usePanel((state) => state.credentials);
  const helpers = usePanel((state) => state.helpers);
  const { done } = useSay();
  const watched = useRef<SignInWatch | null>(null);
  useEffect(() => {
    const { watch, reports } = watchSignIns(watched.current, { credentials, helpers });
    watched.current = watch;
    for (const report of reports) done(report);
  }, [credentials, helpers, done]);
  return null;
};
