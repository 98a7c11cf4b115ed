import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { RunEvent } from '../codex/client.ts';

/** What one run may say in one piece of news. */
export const paceLimits = {
  /** Between two pieces of news on average, in ms. */
  everyMs: 37,
  /** So many more may come at once after a while without any: 30 in any one second. */
  atOnce: 2,
  /** UTF-16 units of streamed text in one piece of news. */
  text: 64 * 1024,
  /** Events beside the text in one piece of news; what is more is counted, not told. */
  events: 40,
  /** Lines of the log, or ends of sign-ins, in a second. */
  aSecond: 20,
} as const;

/** When the pieces of news of one run may leave: the first ones at once, a flood at its pace. */
export class Pace {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** When all that left would have left at the average. */
  #due = 0;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** How long the next piece has to wait, in ms; counts it as gone. */
  next(): number {
    const { everyMs, atOnce } = paceLimits;
    const now = this.#clock.monotonic();
    this.#due = Math.max(this.#due, now) + everyMs;
    return Math.max(0, this.#due - now - (atOnce + 1) * everyMs);
  }
}

/**
 * What a run has said and was not told yet: text that follows text is one piece, progress and
 * counts are said once, and of a flood of steps and warnings the first are kept and the rest is
 * counted. Holds about `paceLimits.events` events, and all text until it is taken.
 */
export class WaitingEvents {
  #events: RunEvent[] = [];
  #text = 0;
  #leftOut = 0;

  get isEmpty(): boolean {
    return this.#events.length === 0 && this.#leftOut === 0;
  }

  /** UTF-16 units of text that wait; whoever reads the run stops while it is too much. */
  get text(): number {
    return this.#text;
  }

  add(event: RunEvent): void {
    const last = this.#events.at(-1);
    if (event.kind === 'delta') {
      this.#text += event.text.length;
      if (last?.kind === 'delta')
        this.#replaceLast({ kind: 'delta', text: last.text + event.text });
      else this.#events.push(event);
      return;
    }
    if (event.kind === 'progress' && last !== undefined) return;
    if (event.kind === 'tokens') {
      // The newest count is the one that is true.
      this.#events = [...this.#events.filter(({ kind }) => kind !== 'tokens'), event];
      return;
    }
    // These come once in a run, and others hang on them.
    const isKept = event.kind === 'thread' || event.kind === 'turn';
    if (isKept || this.#events.length < paceLimits.events) this.#events.push(event);
    else this.#leftOut += 1;
  }

  /** The next piece of news, in the order in which it was said. */
  take(): readonly RunEvent[] {
    const taken: RunEvent[] = [];
    let room: number = paceLimits.text;
    for (let next = this.#events.shift(); next !== undefined; next = this.#events.shift()) {
      if (next.kind !== 'delta' || next.text.length <= room) {
        taken.push(next);
        if (next.kind === 'delta') room -= next.text.length;
        continue;
      }
      // A pair of surrogates stays together.
      const cut = /[\uD800-\uDBFF]/.test(next.text.charAt(room - 1)) ? room - 1 : room;
      if (cut > 0) taken.push({ kind: 'delta', text: next.text.slice(0, cut) });
      this.#events.unshift({ kind: 'delta', text: next.text.slice(cut) });
      break;
    }
    this.#text = this.#events.reduce(
      (sum, event) => sum + (event.kind === 'delta' ? event.text.length : 0),
      0,
    );
    if (this.#events.length === 0 && this.#leftOut > 0) {
      taken.push({
        kind: 'note',
        text: `${this.#leftOut} more of its steps and warnings, not shown`,
      });
      this.#leftOut = 0;
    }
    return taken;
  }

  #replaceLast(event: RunEvent): void {
    this.#events[this.#events.length - 1] = event;
  }
}

/** Counts what comes within a second: 1 for the first, and from there on. */
const countInSecond = (clock: Pick<Clock, 'monotonic'>): (() => number) => {
  let since = clock.monotonic();
  let count = 0;
  return () => {
    const now = clock.monotonic();
    if (now - since >= 1_000) [since, count] = [now, 0];
    count += 1;
    return count;
  };
};

/** A log that passes on at most `paceLimits.aSecond` lines in a second, and says when it does not. */
export const pacedLog = (log: Log, clock: Pick<Clock, 'monotonic'>): Log => {
  const count = countInSecond(clock);
  const paced =
    (level: keyof Log): Log['info'] =>
    (event, data) => {
      const lines = count();
      if (lines <= paceLimits.aSecond) log[level](event, data);
      else if (lines === paceLimits.aSecond + 1) log.warn('log-left-out', { after: event });
    };
  return { info: paced('info'), warn: paced('warn'), error: paced('error') };
};

/** Tells what no app-server says `paceLimits.aSecond` times in a second; more of it is lost. */
export const pacedNews = <T>(
  tell: (news: T) => void,
  clock: Pick<Clock, 'monotonic'>,
): ((news: T) => void) => {
  const count = countInSecond(clock);
  return (news) => {
    if (count() <= paceLimits.aSecond) tell(news);
  };
};
