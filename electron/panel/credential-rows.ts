import type { CredentialState, CredentialView } from '../../shared/credential.ts';
import type { HelperView } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';

/** The helpers that wait for a credential. */
export interface Waiting {
  readonly waiting: number;
  /** How many of those go on by themselves once it works. */
  readonly continuing: number;
}

const nobodyWaits: Waiting = { waiting: 0, continuing: 0 };

/**
 * The helpers that wait for each credential, by its id; one whose sign-in works again waits for its
 * turn only. Pure.
 */
export const waitingPerCredential = (
  helpers: readonly HelperView[],
): ReadonlyMap<string, Waiting> => {
  const all = new Map<string, Waiting>();
  for (const { credentialId, state } of helpers) {
    if (state.phase !== 'waiting-for-sign-in' || state.goesOn === true) continue;
    const { waiting, continuing } = all.get(credentialId) ?? nobodyWaits;
    const continues = state.willAsk === true ? 0 : 1;
    all.set(credentialId, { waiting: waiting + 1, continuing: continuing + continues });
  }
  return all;
};

/** A verdict together with who waits for it; only a sign-in that is needed is waited for. Pure. */
export const withWaiting = (
  state: CredentialState,
  { waiting, continuing }: Waiting,
): CredentialState => (state.phase === 'needs-sign-in' ? { ...state, waiting, continuing } : state);

/** A row as it is shown, with what it was made of. */
interface Shown extends Waiting {
  readonly of: CredentialView;
  readonly row: CredentialView;
}

const isMadeOf = (shown: Shown, of: CredentialView, { waiting, continuing }: Waiting): boolean =>
  shown.of === of && shown.waiting === waiting && shown.continuing === continuing;

const shownAs = (of: CredentialView, waits: Waiting, before: Shown | undefined): Shown => {
  const isWaitedFor = of.state.phase === 'needs-sign-in';
  const { waiting, continuing } = isWaitedFor ? waits : nobodyWaits;
  const counts = { waiting, continuing };
  if (before !== undefined && isMadeOf(before, of, counts)) return before;
  const version = before === undefined ? of.version : before.row.version + 1;
  return { of, ...counts, row: { ...of, version, state: withWaiting(of.state, counts) } };
};

/**
 * The one list of credentials that is shown: ours first, each with the helpers that wait for it, and
 * then the gateway's own. Anyone may speak before the others; `write` gets the list when it is
 * another one, with the same object for a row that says what it said before.
 */
export const createCredentialRows = (write: (rows: readonly CredentialView[]) => void) => {
  let ours: readonly CredentialView[] = [];
  let gateways: readonly CredentialView[] = [];
  let waiting: ReadonlyMap<string, Waiting> = new Map();
  let shown: ReadonlyMap<string, Shown> = new Map();
  let rows: readonly CredentialView[] = [];
  const show = (): void => {
    shown = new Map(
      ours.map((of) => [of.id, shownAs(of, waiting.get(of.id) ?? nobodyWaits, shown.get(of.id))]),
    );
    const next = [...[...shown.values()].map(({ row }) => row), ...gateways];
    if (next.length === rows.length && next.every((row, at) => row === rows[at])) return;
    rows = next;
    write(rows);
  };
  return {
    ours: (views: readonly CredentialView[]): void => {
      ours = views;
      show();
    },
    gateways: (views: readonly CredentialView[]): void => {
      gateways = views;
      show();
    },
    helpers: (views: readonly HelperView[]): void => {
      waiting = waitingPerCredential(views);
      show();
    },
  };
};

/** Rows whose verdict depends on the time. */
export interface TimedRows {
  /** When a row may change though nothing happens (epoch ms); null when none can. */
  changesAt(): number | null;
  refresh(): void;
}

/** What is due is never further away than this: a clock that jumped is noticed by then. */
const longestMs = 30_000;
const shortestMs = 100;

/** Judges the rows anew whenever time alone may have changed a verdict. Settles after the abort. */
export const keepVerdictsFresh = async (
  sources: readonly TimedRows[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> => {
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const due = sources.flatMap((rows) => rows.changesAt() ?? []);
    const ms = Math.min(...due.map((at) => at - clock.now()), longestMs);
    await clock.pause(Math.max(ms, shortestMs), signal);
    if (isOver()) return;
    for (const rows of sources) rows.refresh();
  }
};
