import { useEffect, useRef } from 'react';
import type { CredentialView } from '../../shared/credential.ts';
import { describeContinued } from '../../shared/describe-continue.ts';
import type { HelperView, PanelState } from '../../shared/state.ts';
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

/** Null while some still wait for their turn; empty when none went on. */
const reportOf = ({ generation, ids }: Open, helpers: readonly HelperView[]): string | null => {
  const those = helpers.filter(({ id }) => ids.includes(id));
  if (those.some((helper) => isWaiting(helper) && !refusedWith(helper, generation))) return null;
  const asking = those.filter(asks).length;
  const continued = those.filter((helper) => !isWaiting(helper)).length - asking;
  return continued + asking === 0 ? '' : describeContinued(continued, asking);
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
        reports.push(`Signed in to ${credential.label}.`);
      }
      continue;
    }
    const report = reportOf(entry, helpers);
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

/** Says how many helpers continued, once the last of those that waited for a sign-in has; shows nothing. */
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
