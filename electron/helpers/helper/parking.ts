import type { Failure } from '../../../shared/failure.ts';
import type { HelperState, HelperView } from '../../../shared/state.ts';
import type { Clock } from '../../base/clock.ts';
import type { Attempt } from './attempt.ts';
import type { Attention } from './attention.ts';
import type { AttemptReport } from './conversation.ts';
import type { Beginning } from './finished-steps.ts';
import type { Call, Facts } from './life.ts';

export type ParkedState = Extract<HelperState, { readonly phase: 'waiting-for-sign-in' }>;

/** How long a prompt may wait and still go on without a question. */
const continuesForMs = 30 * 60_000;

/** When a parked helper will have waited too long to go on by itself, in epoch ms. Pure. */
const asksFrom = ({ failedAt }: Pick<HelperView, 'failedAt'>): number =>
  failedAt === null ? Infinity : failedAt + continuesForMs;

/**
 * Why a parked helper does not go on by itself once its sign-in works, or null when it does: tools
 * had run before it was refused, the app started when its sign-in worked already, or it has waited
 * for more than half an hour. Pure.
 */
export const whyAsks = (
  view: Pick<HelperView, 'toolsRun' | 'failedAt'> & { readonly isRestored: boolean },
  now: number,
): 'tools-ran' | 'too-old' | 'restarted' | null => {
  if (view.toolsRun > 0) return 'tools-ran';
  if (view.isRestored) return 'restarted';
  return now >= asksFrom(view) ? 'too-old' : null;
};

const reasons = {
  'tools-ran': 'tools had run',
  'too-old': 'it has waited long',
  restarted: 'the app was restarted',
} as const;

/** Why it asks, in the middle of a sentence. Pure. */
export const whyAsked = ({ asks = 'too-old' }: ParkedState): string => reasons[asks];

/**
 * How one that is parked stands; `chosen` is what the person said already. It asks only once the sign-in is no longer what it
 * waits for, and never what was said already. Pure.
 */
export const parkedState = (
  cause: Failure,
  chosen: Beginning | null,
  facts: Facts,
): ParkedState => {
  const why = chosen === null ? whyAsks(facts, facts.now) : null;
  return {
    phase: 'waiting-for-sign-in',
    failure: cause,
    processUntil: facts.processUntil,
    ...(why === null ? {} : { willAsk: true }),
    ...(why === null || !facts.signInWorks ? {} : { asks: why }),
    ...(why === null && facts.signInWorks ? { goesOn: true } : {}),
    ...(why === 'tools-ran' && !facts.hasSteps ? { stepsLost: true } : {}),
  };
};

const seenOf = ['failure', 'processUntil', 'willAsk', 'asks', 'goesOn', 'stepsLost'] as const;

/** True when nobody would see a difference. Pure. */
export const isSameParked = (a: ParkedState, b: ParkedState): boolean =>
  seenOf.every((what) => a[what] === b[what]);

/** One rest of a helper that waits for a sign-in, and how long its process stays meanwhile. */
export class Parking {
  readonly #clock: Clock;
  readonly #attempt: Attempt;
  readonly #report: Pick<AttemptReport, 'view' | 'note'>;
  readonly #reconsider: () => void;
  /** When it began, on the wall and by the clock that nobody sets. */
  readonly #begun: { readonly at: number; readonly monotonic: number };
  #keptForMs: number | null;

  /**
   * Its process, if it has one, is kept for `keptForMs`; `reconsider` is called when that went, or
   * time went by. However somebody sets the clock meanwhile, neither takes longer.
   */
  constructor(
    clock: Clock,
    attempt: Attempt,
    report: Pick<AttemptReport, 'view' | 'note'>,
    keptForMs: number | null,
    reconsider: () => void,
  ) {
    this.#begun = { at: clock.now(), monotonic: clock.monotonic() };
    this.#clock = clock;
    this.#attempt = attempt;
    this.#report = report;
    this.#reconsider = reconsider;
    this.#keptForMs = keptForMs;
  }

  /** Epoch ms; null when no process is kept. */
  get processUntil(): number | null {
    return this.#keptForMs === null ? null : this.#begun.at + this.#keptForMs;
  }

  /**
   * Epoch ms. A computer that slept counts, which only the clock on the wall knows; one that was set
   * back does not.
   */
  now(): number {
    return Math.max(this.#clock.now(), this.#begun.at + this.#restedMs);
  }

  get #restedMs(): number {
    return this.#clock.monotonic() - this.#begun.monotonic;
  }

  /** Rests until there is a call, and lets a process that is still kept go in time. */
  async rest(attention: Attention): Promise<Call> {
    for (;;) {
      const now = this.now();
      const keptMs = (this.#keptForMs ?? 0) - this.#restedMs;
      const gone = this.#attempt.clientGone;
      if (gone !== null && (!this.#attempt.hasClient || keptMs <= 0)) {
        await this.#letGo();
        continue;
      }
      const asksAt = asksFrom(this.#report.view());
      const nextMs = Math.min(
        this.#keptForMs === null ? Infinity : keptMs,
        asksAt > now ? asksAt - now : Infinity,
      );
      const call =
        nextMs === Infinity
          ? await attention.call()
          : await attention.rest(this.#clock, nextMs, gone ?? undefined);
      if (call !== null) return call;
      this.#reconsider();
    }
  }

  async #letGo(): Promise<void> {
    this.#keptForMs = null;
    await this.#attempt.letGo();
    this.#report.note('neutral', 'No process is kept for it any more; the prompt is');
    this.#reconsider();
  }
}
