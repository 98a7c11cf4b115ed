import type { Failure } from '../../../shared/failure.ts';
import type { HelperState, HelperView } from '../../../shared/state.ts';
import type { Clock } from '../../base/clock.ts';
import type { CredentialUse } from '../../credentials/grants.ts';
import type { Breaker } from '../breaker.ts';
import type { Attempt } from './attempt.ts';
import type { Attention, Order } from './attention.ts';
import type { AttemptReport } from './conversation.ts';
import type { Beginning } from './finished-steps.ts';

/** The state of a parked helper. */
type ParkedState = Extract<HelperState, { readonly phase: 'waiting-for-sign-in' }>;

/** What the state of a parked helper is made of. */
interface ParkedFacts {
  readonly failure: Failure;
  readonly processUntil: number | null;
  /** Why it does not go on by itself; null when it does, or when the person has said how. */
  readonly why: NonNullable<ParkedState['asks']> | null;
  /** True once its sign-in works (again). */
  readonly signInWorks: boolean;
  /** False when there are no finished steps any more that it could go on from. */
  readonly hasSteps: boolean;
}

/** The state that follows; it asks only once the sign-in is no longer what it waits for. Pure. */
const parkedState = (facts: ParkedFacts): ParkedState => {
  const { failure, processUntil, why, signInWorks, hasSteps } = facts;
  return {
    phase: 'waiting-for-sign-in',
    failure,
    processUntil,
    ...(why === null ? {} : { willAsk: true }),
    ...(why === null || !signInWorks ? {} : { asks: why }),
    ...(why === null && signInWorks ? { goesOn: true } : {}),
    ...(why === 'tools-ran' && !hasSteps ? { stepsLost: true } : {}),
  };
};

/** True when nothing of it differs that a person sees. Pure. */
const isSameParked = (a: ParkedState, b: ParkedState): boolean =>
  a.failure === b.failure &&
  a.processUntil === b.processUntil &&
  a.willAsk === b.willAsk &&
  a.asks === b.asks &&
  a.goesOn === b.goesOn &&
  a.stepsLost === b.stepsLost;

/** How long a prompt may wait and still go on without a question. */
const continuesForMs = 30 * 60_000;

type Reason = NonNullable<Extract<HelperState, { phase: 'waiting-for-sign-in' }>['asks']>;

/** When a parked helper will have waited too long to go on by itself, in epoch ms. Pure. */
const asksFrom = (view: HelperView): number =>
  view.failedAt === null ? Infinity : view.failedAt + continuesForMs;

/**
 * Why a parked helper does not go on by itself once its sign-in works, or null when it does: tools
 * had run before it was refused, or it has waited for more than half an hour. Pure.
 */
export const whyAsks = (view: HelperView, now: number): Reason | null => {
  if (view.toolsRun > 0) return 'tools-ran';
  return now >= asksFrom(view) ? 'too-old' : null;
};

export interface ParkingDeps {
  readonly clock: Clock;
  readonly breaker: Pick<Breaker, 'refusal'>;
  readonly parkedProcessMs: () => number;
}

/** One rest of a helper that waits for a sign-in: how long its process stays, and how it goes on. */
export class Parking {
  readonly #deps: ParkingDeps;
  readonly #use: CredentialUse;
  readonly #attempt: Attempt;
  readonly #report: Pick<AttemptReport, 'view' | 'change' | 'note'>;
  #processUntil: number | null;
  #chosen: Beginning | null = null;

  constructor(
    deps: ParkingDeps,
    use: CredentialUse,
    attempt: Attempt,
    report: Pick<AttemptReport, 'view' | 'change' | 'note'>,
  ) {
    this.#deps = deps;
    this.#use = use;
    this.#attempt = attempt;
    this.#report = report;
    this.#processUntil = attempt.hasClient ? deps.clock.now() + deps.parkedProcessMs() : null;
  }

  /** How it goes on: as the person said, else with its prompt from the start. */
  get how(): Beginning {
    return this.#chosen ?? 'start';
  }

  /** True while what it would send with is refused, or not there. */
  get isRefused(): boolean {
    return this.#deps.breaker.refusal(this.#use) !== null;
  }

  /** The person says how it goes on: once its sign-in works, if that is not so yet. */
  choose(how: Beginning): void {
    this.#chosen = this.#report.view().toolsRun > 0 ? how : 'start';
    this.reconsider();
  }

  /** True when it was told to go on behind finished steps that are gone since. */
  get hasLostChoice(): boolean {
    return this.#chosen === 'last-step' && !this.#attempt.hasSteps;
  }

  /** What was chosen cannot be done any more, and is not taken for something else. */
  askAgain(): void {
    this.#chosen = null;
    this.#report.note('attention', 'Nothing sent: its finished steps went with its process');
    this.reconsider();
  }

  /** The state of the helper, as it is now. */
  state(failure: Failure): ParkedState {
    return parkedState({
      failure,
      processUntil: this.#processUntil,
      why: this.#chosen === null ? whyAsks(this.#report.view(), this.#deps.clock.now()) : null,
      signInWorks: !this.isRefused,
      hasSteps: this.#attempt.hasSteps,
    });
  }

  /** Says anew whether it asks, after its sign-in changed or time went by. */
  reconsider(): void {
    const { state } = this.#report.view();
    if (state.phase !== 'waiting-for-sign-in') return;
    const next = this.state(state.failure);
    if (isSameParked(state, next)) return;
    this.#report.change({ state: next });
    if (next.asks === undefined || state.asks !== undefined) return;
    const why = next.asks === 'tools-ran' ? 'tools had run' : 'it has waited long';
    this.#report.note('attention', `Signed in again; ${why}, so it asks how to go on`);
  }

  /** Rests until there is an order, and lets a process that is still kept go in time. */
  async rest(attention: Attention): Promise<Order> {
    const { clock } = this.#deps;
    for (;;) {
      const now = clock.now();
      const gone = this.#attempt.clientGone;
      if (gone !== null && (!this.#attempt.hasClient || now >= (this.#processUntil ?? 0))) {
        await this.#letGo();
        continue;
      }
      const asksAt = asksFrom(this.#report.view());
      const next = Math.min(this.#processUntil ?? Infinity, asksAt > now ? asksAt : Infinity);
      const order =
        next === Infinity
          ? await attention.order()
          : await attention.rest(clock, next - now, gone ?? undefined);
      if (order !== null) return order;
      this.reconsider();
    }
  }

  async #letGo(): Promise<void> {
    this.#processUntil = null;
    await this.#attempt.letGo();
    this.#report.note('neutral', 'No process is kept for it any more; the prompt is');
    this.reconsider();
  }
}
