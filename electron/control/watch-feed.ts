import type { PanelState } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter, type Subscribe } from '../base/emitter.ts';
import { Paced } from '../base/paced.ts';
import type { PanelPort } from '../ports/panel-port.ts';

/** One screen refresh at 30 Hz, as the window is fed. */
const PACE_MS = 33;

/** A state and the session rows that belong to it, as JSON. */
export interface WatchText {
  readonly state: string;
  readonly sessions: string;
  /** Of the session rows. */
  readonly sessionsRevision: number;
}

interface WatchFeedOptions {
  readonly panel: Pick<PanelPort, 'state' | 'sessions' | 'onState'>;
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * What all who watch are told: the newest state, at most 30 times a second however many watch, and
 * written as JSON once for all of them. While nobody watches it does nothing.
 */
export class WatchFeed {
  readonly #panel: WatchFeedOptions['panel'];
  readonly #paced: Paced<PanelState>;
  readonly #ticks = new Emitter<void>();
  #watching = 0;
  #unsubscribe: (() => void) | null = null;
  #state: { readonly of: PanelState; readonly text: string } | null = null;
  #sessions: { readonly revision: number; readonly text: string } | null = null;

  constructor({ panel, clock, signal }: WatchFeedOptions) {
    this.#panel = panel;
    this.#paced = new Paced({
      clock,
      signal,
      intervalMs: PACE_MS,
      send: () => this.#ticks.emit(),
    });
  }

  /** Calls back whenever there is something newer; returns the unsubscribe function. */
  readonly subscribe: Subscribe<void> = (listener) => {
    this.#watching += 1;
    this.#unsubscribe ??= this.#panel.onState((state) => this.#paced.offer(state));
    const end = this.#ticks.subscribe(listener);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      end();
      this.#watching -= 1;
      if (this.#watching > 0) return;
      this.#unsubscribe?.();
      this.#unsubscribe = null;
      this.#state = null;
      this.#sessions = null;
    };
  };

  /** The newest there is. */
  newest(): WatchText {
    const state = this.#panel.state();
    if (this.#state?.of !== state) this.#state = { of: state, text: JSON.stringify(state) };
    const { revision, rows } = this.#panel.sessions();
    if (this.#sessions?.revision !== revision) {
      this.#sessions = { revision, text: JSON.stringify(rows) };
    }
    const { text: sessions, revision: sessionsRevision } = this.#sessions;
    return { state: this.#state.text, sessions, sessionsRevision };
  }
}
