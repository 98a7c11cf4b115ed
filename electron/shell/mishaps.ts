import { describeMishap, describeMishapAgain } from '../../shared/describe-mishap.ts';
import type { Notice } from '../../shared/state.ts';
import type { Log } from '../base/log.ts';

/** What is known of the mistakes so far; times in ms of a clock that nobody sets. */
export interface MishapsSoFar {
  /** When the last one was. */
  readonly lastAt: number;
  /** How many there were since it was quiet for a minute. */
  readonly times: number;
}

/** What one more mistake calls for: a word, a word that offers a restart, or to be counted only. */
export type MishapAct = 'tell' | 'offer-restart' | 'count';

const REPEATED_WITHIN_MS = 60_000;
const KEPT = 20;
const WHAT_LENGTH = 200;
const REPORT_LENGTH = 8_000;

/**
 * Decides what a mistake at `at` calls for after those before it (null: none): the first one after
 * a quiet minute is told, the second one offers a restart, and the others are counted. Pure.
 */
export const mishapAct = (before: MishapsSoFar | null, at: number): MishapAct => {
  if (before === null || at - before.lastAt > REPEATED_WITHIN_MS) return 'tell';
  return before.times === 1 ? 'offer-restart' : 'count';
};

interface MishapsOptions {
  /** Ms of a clock that nobody sets. */
  readonly now: () => number;
  /** First line of a report: which Bulkhead, on what. */
  readonly about: string;
  /** Ends the process, with one line that says why. */
  readonly exit: (why: string) => void;
}

/** Where mistakes are written down. */
interface MishapLog {
  readonly log: Log;
  readonly redact: (text: string) => string;
}

const textOf = (thrown: unknown): string => {
  try {
    return thrown instanceof Error ? (thrown.stack ?? String(thrown)) : String(thrown);
  } catch {
    return 'something that has no text';
  }
};

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/**
 * What nobody caught, anywhere in main: logged, said in the window once, and the app goes on. Until
 * `begin` it ends the process instead, because then there is nothing yet that could go on.
 */
export class Mishaps {
  readonly #options: MishapsOptions;
  #begun = false;
  #soFar: MishapsSoFar | null = null;
  #log: MishapLog | null = null;
  #notify: ((notice: Notice) => void) | null = null;
  /** Caught before there was a log. */
  #unlogged: unknown[] = [];
  /** What is to be said as soon as somebody can. */
  #unsaid: { readonly error: unknown; readonly act: 'tell' | 'offer-restart' } | null = null;

  constructor(options: MishapsOptions) {
    this.#options = options;
  }

  /** The app is loaded: from now on no mistake ends it. */
  begin(): void {
    this.#begun = true;
  }

  /** Writes down here what was caught and what will be. */
  logTo(log: MishapLog): void {
    this.#log = log;
    for (const error of this.#unlogged.splice(0)) log.log.error('mishap', { error });
    this.#say();
  }

  /** Says by this what was caught and what will be. */
  showBy(notify: (notice: Notice) => void): void {
    this.#notify = notify;
    this.#say();
  }

  /** Takes what nobody caught. Never throws. */
  caught(error: unknown): void {
    const at = this.#options.now();
    if (!this.#begun) {
      this.#options.exit(cut(textOf(error), WHAT_LENGTH));
      return;
    }
    const act = mishapAct(this.#soFar, at);
    const times = act === 'tell' ? 1 : (this.#soFar?.times ?? 0) + 1;
    this.#soFar = { lastAt: at, times };
    // One that comes again and again must not fill the disk with itself.
    if (times <= KEPT) this.#write(error);
    if (act === 'count') return;
    this.#unsaid = { error, act };
    this.#say();
  }

  #write(error: unknown): void {
    if (this.#log === null) {
      if (this.#unlogged.length < KEPT) this.#unlogged.push(error);
      return;
    }
    try {
      this.#log.log.error('mishap', { error });
    } catch {
      // What failed is known by its notice.
    }
  }

  #say(): void {
    if (this.#unsaid === null || this.#log === null || this.#notify === null) return;
    const { error, act } = this.#unsaid;
    this.#unsaid = null;
    try {
      const text = this.#log.redact(textOf(error));
      const words = {
        what: cut(text.split('\n', 1)[0] ?? '', WHAT_LENGTH),
        times: this.#soFar?.times ?? 1,
        report: cut(`${this.#options.about}\n${text}`, REPORT_LENGTH),
      };
      this.#notify(act === 'tell' ? describeMishap(words) : describeMishapAgain(words));
    } catch {
      // Whoever is told of a mistake and makes one is not told of that one as well.
    }
  }
}
