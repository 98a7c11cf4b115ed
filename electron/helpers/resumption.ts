import { isEnded, type HelperView } from '../../shared/state.ts';
import type { CredentialGrants, CredentialUse } from '../credentials/grants.ts';
import type { Breaker } from './breaker.ts';

/** Where a helper stands that goes on after a new sign-in. */
export type ResumePhase =
  /** Still parked; it may go on. */
  | 'waiting'
  /** It was let go on; its provider has not answered yet. */
  | 'sent';

interface Resuming {
  readonly id: string;
  readonly phase: ResumePhase;
}

/** The helpers that wait on one credential at one provider, in the order in which they go on. */
export interface ResumeLine {
  /** True while the credential that is there now is refused, or none is there. */
  readonly isRefused: boolean;
  /** True once anyone's request worked with the credential that is there now. */
  readonly isProven: boolean;
  readonly helpers: readonly Resuming[];
}

const atOnce = 3;

/**
 * Who goes on now. Until the credential is proven one goes alone, and another only when that one
 * ended without a word on the credential (a 500); then the rest follow, three unanswered at a time.
 * A refusal holds everybody, until there is another credential. Pure.
 */
export const nextToResume = ({ isRefused, isProven, helpers }: ResumeLine): readonly string[] => {
  if (isRefused) return [];
  const ids = (phase: ResumePhase): readonly string[] =>
    helpers.filter((one) => one.phase === phase).map(({ id }) => id);
  const room = (isProven ? atOnce : 1) - ids('sent').length;
  return ids('waiting').slice(0, Math.max(0, room));
};

/** What letting a parked helper go on needs of it. */
export interface ResumableHelper {
  readonly view: HelperView;
  readonly use: CredentialUse;
  /** True once the provider answered a request that began after the last refusal of its credential. */
  readonly hasAnswered: boolean;
  /** Sends its prompt again. */
  tell(order: { readonly kind: 'go-on' }): Promise<void>;
  /** Says anew whether it asks, after its sign-in changed. */
  reconsider(): void;
}

export interface ResumptionDeps {
  /** All helpers, the oldest first. */
  readonly helpers: () => readonly ResumableHelper[];
  readonly breaker: Pick<Breaker, 'refusal'>;
  readonly credentials: Pick<CredentialGrants, 'generation'>;
}

type Mark = 'invited' | 'released';

const isParked = ({ state }: HelperView): boolean => state.phase === 'waiting-for-sign-in';

/** One that the person let go on was not released, and is out all the same. */
const phaseOf = (view: HelperView, mark: Mark): ResumePhase =>
  isParked(view) && mark === 'invited' ? 'waiting' : 'sent';

/** Nobody waits for its answer: it came, or never will. */
const isThrough = ({ view, hasAnswered }: ResumableHelper): boolean =>
  isEnded(view.state) || (hasAnswered && !isParked(view));

/** It will ask, whether its sign-in works at this moment or not. */
const asks = ({ state }: HelperView): boolean =>
  state.phase === 'waiting-for-sign-in' && state.willAsk === true;

const rank = ({ view }: ResumableHelper): number => (view.pid === null ? 1 : 0);

/** Lets parked helpers go on once their credential is another one, in the order of `nextToResume`. */
export class Resumption {
  readonly #deps: ResumptionDeps;
  readonly #marks = new Map<string, Mark>();

  constructor(deps: ResumptionDeps) {
    this.#deps = deps;
  }

  /** A credential has changed: whoever is parked on it may go on. */
  credentialChanged(credentialId: string): void {
    const parked = this.#deps
      .helpers()
      .filter(({ view }) => isParked(view) && view.credentialId === credentialId);
    // Nobody goes on while only some of them know of the change.
    this.refused(parked);
    for (const helper of parked) helper.reconsider();
    for (const { view } of parked) {
      if (isParked(view) && !this.#marks.has(view.id)) this.#marks.set(view.id, 'invited');
    }
    this.step();
  }

  /**
   * What these would send with was refused: nobody goes on until it is another one. Who was let go
   * on has it behind it, also while it does not show yet.
   */
  refused(helpers: readonly ResumableHelper[]): void {
    for (const { view } of helpers) {
      if (this.#marks.get(view.id) === 'invited') this.#marks.delete(view.id);
    }
  }

  /** A helper came to rest, parked. It is let go on only if what it would send with may be used. */
  parked({ view, use }: ResumableHelper): void {
    this.#marks.delete(view.id);
    if (!isParked(view) || this.#deps.breaker.refusal(use) !== null) return;
    this.#marks.set(view.id, 'invited');
    this.step();
  }

  /** Lets those go on who may now; to be called after every change of a helper. */
  step(): void {
    if (this.#marks.size === 0) return;
    const helpers = this.#deps.helpers();
    const lines = new Map<string, ResumableHelper[]>();
    for (const helper of helpers) {
      const { id } = helper.view;
      if (isThrough(helper)) this.#marks.delete(id);
      if (!this.#marks.has(id)) continue;
      const key = `${helper.use.credentialId} ${helper.use.target}`;
      lines.set(key, [...(lines.get(key) ?? []), helper]);
    }
    for (const line of lines.values()) this.#resume(line, helpers);
  }

  #resume(line: readonly ResumableHelper[], all: readonly ResumableHelper[]): void {
    const released = new Set(nextToResume(this.#lineOf(line, all)));
    for (const helper of line) {
      if (!released.has(helper.view.id)) continue;
      this.#marks.set(helper.view.id, 'released');
      void helper.tell({ kind: 'go-on' });
    }
  }

  #lineOf(line: readonly ResumableHelper[], all: readonly ResumableHelper[]): ResumeLine {
    const [first] = line;
    if (first === undefined) return { isRefused: true, isProven: false, helpers: [] };
    const { use } = first;
    const generation = this.#deps.credentials.generation(use.credentialId);
    const isProven = all.some(
      ({ view, hasAnswered, use: other }) =>
        hasAnswered &&
        view.credentialGeneration === generation &&
        other.credentialId === use.credentialId &&
        other.target === use.target,
    );
    // One whose process is still there goes first: it shows soonest whether the sign-in works.
    const order = [...line].sort((a, b) => rank(a) - rank(b));
    const helpers = order.flatMap((helper): readonly Resuming[] => {
      const mark = this.#marks.get(helper.view.id);
      if (mark === undefined || asks(helper.view)) return [];
      return [{ id: helper.view.id, phase: phaseOf(helper.view, mark) }];
    });
    return { isRefused: this.#deps.breaker.refusal(use) !== null, isProven, helpers };
  }
}
