import type { RunEvent } from '../codex/client.ts';

/** What one run may say in one piece of news. */
export const paceLimits = {
  /** Between two pieces of news, in ms: about 30 a second. */
  everyMs: 33,
  /** UTF-16 units of streamed text in one piece of news. */
  text: 64 * 1024,
  /** Events beside the text in one piece of news; what is more is counted, not told. */
  events: 40,
} as const;

/**
 * What a run has said and was not told yet: text that follows text is one piece, progress and
 * counts are said once, and of a flood of steps and warnings the first are kept and the rest is
 * counted. Holds at most `paceLimits.events` events, and all text until it is taken.
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
    if (event.kind === 'tokens' && last?.kind === 'tokens') {
      this.#replaceLast(event);
      return;
    }
    if (this.#events.length >= paceLimits.events) this.#leftOut += 1;
    else this.#events.push(event);
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
