import type { OutputChunk } from '../../../shared/state.ts';

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/**
 * A helper's output: append-only, the newest `capacity` UTF-16 units kept. Cursors count from the
 * first character ever written, so they stay true when the oldest text is dropped.
 */
export class OutputRing {
  readonly #capacity: number;
  #pieces: string[] = [];
  #kept = 0;
  #start = 0;

  /** `text` is what an earlier run left, of an output that was `length` units long in all. */
  constructor(capacity: number, text = '', length = text.length) {
    this.#capacity = capacity;
    this.#start = length - text.length;
    if (text !== '') this.append(text);
  }

  /** Units written so far, dropped ones included. */
  get length(): number {
    return this.#start + this.#kept;
  }

  /** Appends and answers the cursor at which the text begins. */
  append(text: string): number {
    const from = this.length;
    this.#pieces.push(text);
    this.#kept += text.length;
    // Joining only at twice the capacity keeps an append cheap however small the pieces are.
    if (this.#kept > this.#capacity * 2) this.#trim();
    return from;
  }

  /** At most `max` units from the cursor on; begins later when that text was dropped. */
  read(helperId: string, from: number, max: number): OutputChunk {
    const text = this.#trim();
    const at = Math.min(Math.max(from, this.#start), this.length);
    let until = Math.min(text.length, at - this.#start + max);
    if (until < text.length && isHighSurrogate(text.charCodeAt(until - 1))) until -= 1;
    return { helperId, from: at, text: text.slice(at - this.#start, until) };
  }

  /** The last `max` units. */
  tail(max: number): string {
    return this.#trim().slice(-max);
  }

  #trim(): string {
    const whole = this.#pieces.length === 1 ? (this.#pieces[0] ?? '') : this.#pieces.join('');
    const text = whole.length > this.#capacity ? whole.slice(-this.#capacity) : whole;
    this.#start += whole.length - text.length;
    this.#pieces = [text];
    this.#kept = text.length;
    return text;
  }
}
