import type { PanelBridge } from '../../shared/contract.ts';
import type { OutputChunk } from '../../shared/state.ts';
import { appendText, emptyText, type OutputText } from './output-text.ts';

export type { OutputText } from './output-text.ts';

/**
 * Follows the output of one helper by cursor: chunks that fit are appended, what is missing between
 * them is asked for, and what main no longer keeps is left out and said so.
 */
export class OutputFollower {
  readonly #bridge: PanelBridge;
  readonly #helperId: string;
  readonly #listeners = new Set<() => void>();
  #text: OutputText = emptyText;
  #known = 0;
  #asking = false;
  #stop: (() => void) | null = null;

  constructor(bridge: PanelBridge, helperId: string) {
    this.#bridge = bridge;
    this.#helperId = helperId;
  }

  /** Starts to listen and asks for what is there. */
  open(): void {
    this.#stop ??= this.#bridge.onOutput((chunk) => {
      if (chunk.helperId === this.#helperId) this.#take(chunk);
    });
    void this.#fill();
  }

  /** Stops listening; safe twice. */
  close(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Says how long the output is known to be; what is missing is asked for. */
  reach(length: number): void {
    this.#known = Math.max(this.#known, length);
    if (this.#stop !== null) void this.#fill();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): OutputText => this.#text;

  #take(chunk: OutputChunk): void {
    const end = chunk.from + chunk.text.length;
    this.#known = Math.max(this.#known, end);
    if (chunk.from > this.#text.end) {
      void this.#fill();
      return;
    }
    this.#show(appendText(this.#text, chunk));
  }

  #show(next: OutputText): void {
    if (next === this.#text) return;
    this.#text = next;
    for (const listener of this.#listeners) listener();
  }

  async #fill(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (this.#stop !== null && this.#text.end < this.#known) {
        const from = this.#text.end;
        const reply = await this.#bridge.command('helpers.output', { id: this.#helperId, from });
        if (!reply.ok) return;
        this.#known = Math.max(this.#known, reply.value.length);
        this.#show(appendText(this.#text, reply.value.chunk));
        if (this.#text.end === from) return;
      }
    } finally {
      this.#asking = false;
    }
  }
}
