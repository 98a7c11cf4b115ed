import type { Time } from '../../renderer/page-time.ts';

/** A page's time that moves only when a test says so. */
export class ManualTime implements Time {
  #now: number;
  readonly #ticks = new Set<{ readonly ms: number; next: number; readonly tick: () => void }>();

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  every(ms: number, tick: () => void): () => void {
    const one = { ms, next: this.#now + ms, tick };
    this.#ticks.add(one);
    return () => this.#ticks.delete(one);
  }

  /** Moves on without a tick, as within a second, or while the computer sleeps. */
  leap(ms: number): void {
    this.#now += ms;
  }

  /** Moves on, ticking whenever it is due. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [due] = [...this.#ticks].sort((a, b) => a.next - b.next);
      if (due === undefined || due.next > end) break;
      this.#now = Math.max(this.#now, due.next);
      due.next += due.ms;
      due.tick();
    }
    this.#now = end;
  }
}
