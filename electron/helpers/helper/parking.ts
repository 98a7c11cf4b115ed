import type { HelperView } from '../../../shared/state.ts';
import type { Clock } from '../../base/clock.ts';
import type { Attempt } from './attempt.ts';
import type { Attention } from './attention.ts';
import type { AttemptReport } from './conversation.ts';
import type { Call } from './life.ts';

/** How long a prompt may wait and still go on without a question. */
const continuesForMs = 30 * 60_000;

/** When a parked helper will have waited too long to go on by itself, in epoch ms. Pure. */
const asksFrom = ({ failedAt }: Pick<HelperView, 'failedAt'>): number =>
  failedAt === null ? Infinity : failedAt + continuesForMs;

/**
 * Why a parked helper does not go on by itself once its sign-in works, or null when it does: tools
 * had run before it was refused, or it has waited for more than half an hour. Pure.
 */
export const whyAsks = (
  view: Pick<HelperView, 'toolsRun' | 'failedAt'>,
  now: number,
): 'tools-ran' | 'too-old' | null => {
  if (view.toolsRun > 0) return 'tools-ran';
  return now >= asksFrom(view) ? 'too-old' : null;
};

/** One rest of a helper that waits for a sign-in, and how long its process stays meanwhile. */
export class Parking {
  readonly #clock: Clock;
  readonly #attempt: Attempt;
  readonly #report: Pick<AttemptReport, 'view' | 'note'>;
  readonly #reconsider: () => void;
  #processUntil: number | null;

  /**
   * Its process, if it has one, is kept until `processUntil`, in epoch ms; `reconsider` is called
   * when that went, or time went by.
   */
  constructor(
    clock: Clock,
    attempt: Attempt,
    report: Pick<AttemptReport, 'view' | 'note'>,
    processUntil: number | null,
    reconsider: () => void,
  ) {
    this.#clock = clock;
    this.#attempt = attempt;
    this.#report = report;
    this.#reconsider = reconsider;
    this.#processUntil = processUntil;
  }

  /** Epoch ms; null when no process is kept. */
  get processUntil(): number | null {
    return this.#processUntil;
  }

  /** Rests until there is a call, and lets a process that is still kept go in time. */
  async rest(attention: Attention): Promise<Call> {
    for (;;) {
      const now = this.#clock.now();
      const gone = this.#attempt.clientGone;
      if (gone !== null && (!this.#attempt.hasClient || now >= (this.#processUntil ?? 0))) {
        await this.#letGo();
        continue;
      }
      const asksAt = asksFrom(this.#report.view());
      const next = Math.min(this.#processUntil ?? Infinity, asksAt > now ? asksAt : Infinity);
      const call =
        next === Infinity
          ? await attention.call()
          : await attention.rest(this.#clock, next - now, gone ?? undefined);
      if (call !== null) return call;
      this.#reconsider();
    }
  }

  async #letGo(): Promise<void> {
    this.#processUntil = null;
    await this.#attempt.letGo();
    this.#report.note('neutral', 'No process is kept for it any more; the prompt is');
    this.#reconsider();
  }
}
