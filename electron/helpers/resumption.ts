import { isEnded, type HelperView } from '../../shared/state.ts';
import type { Breaker, CredentialUse } from './breaker.ts';
import type { CredentialGrants } from './credential-grants.ts';
import { nextToResume, type ResumeLine, type Resuming, type ResumePhase } from './resume-order.ts';

/** What letting a parked helper go on needs of it. */
export interface ResumableHelper {
  readonly view: HelperView;
  readonly use: CredentialUse;
  /** True once the provider answered the newest request. */
  readonly hasAnswered: boolean;
  /** Sends its prompt again. */
  goOn(): void;
}

export interface ResumptionDeps {
  /** All helpers, the oldest first. */
  readonly helpers: () => readonly ResumableHelper[];
  readonly breaker: Pick<Breaker, 'refusal'>;
  readonly credentials: Pick<CredentialGrants, 'generation'>;
}

type Mark = 'invited' | 'released';

const phaseOf = ({ view, hasAnswered }: ResumableHelper, mark: Mark): ResumePhase => {
  switch (view.state.phase) {
    case 'waiting-for-sign-in':
      return mark === 'invited' ? 'waiting' : 'sent';
    case 'queued':
    case 'starting':
    case 'ready':
    case 'running':
    case 'stopping':
      return hasAnswered ? 'worked' : 'sent';
    case 'completed':
      return 'worked';
    case 'failed':
    case 'cancelled':
      return 'ended';
  }
};

const asks = ({ state }: HelperView): boolean =>
  state.phase === 'waiting-for-sign-in' && state.asks !== undefined;

/** Lets parked helpers go on once their credential is another one, in the order of `nextToResume`. */
export class Resumption {
  readonly #deps: ResumptionDeps;
  readonly #marks = new Map<string, Mark>();

  constructor(deps: ResumptionDeps) {
    this.#deps = deps;
  }

  /** A credential has changed: whoever is parked on it may go on. */
  credentialChanged(credentialId: string): void {
    for (const { view } of this.#deps.helpers()) {
      const isParked = view.state.phase === 'waiting-for-sign-in';
      if (isParked && view.credentialId === credentialId) this.#marks.set(view.id, 'invited');
    }
    this.step();
  }

  /** A helper was parked. It is let go on only if what was refused is no longer what there is. */
  parked({ view }: ResumableHelper): void {
    this.#marks.delete(view.id);
    const { state, credentialId } = view;
    if (state.phase !== 'waiting-for-sign-in' || state.failure.kind !== 'unauthorized') return;
    if (state.failure.generation >= this.#deps.credentials.generation(credentialId)) return;
    this.#marks.set(view.id, 'invited');
    this.step();
  }

  /** Lets those go on who may now; to be called after every change of a helper. */
  step(): void {
    if (this.#marks.size === 0) return;
    const helpers = this.#deps.helpers();
    const lines = new Map<string, ResumableHelper[]>();
    for (const helper of helpers) {
      const { id, state } = helper.view;
      if (isEnded(state)) this.#marks.delete(id);
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
      helper.goOn();
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
      return [{ id: helper.view.id, phase: phaseOf(helper, mark) }];
    });
    return { isRefused: this.#deps.breaker.refusal(use) !== null, isProven, helpers };
  }
}

const rank = ({ view }: ResumableHelper): number => (view.pid === null ? 1 : 0);
