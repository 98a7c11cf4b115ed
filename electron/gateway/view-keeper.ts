import type { GatewayView, TimelineEntry, Tone } from '../../shared/state.ts';
import type { Clock } from '../clock.ts';
import { idleGateway } from '../idle-gateway.ts';

const longest = 60;

/** Holds the view of the link and tells about every change of it. */
export class ViewKeeper {
  readonly #clock: Clock;
  readonly #onView: (view: GatewayView) => void;
  #view = idleGateway;

  constructor(clock: Clock, onView: (view: GatewayView) => void) {
    this.#clock = clock;
    this.#onView = onView;
  }

  get view(): GatewayView {
    return this.#view;
  }

  set(change: Partial<GatewayView>): void {
    this.#view = { ...this.#view, ...change };
    this.#onView(this.#view);
  }

  /** Changes the view and writes a line into its timeline. */
  tell(tone: Tone, text: string, change: Partial<GatewayView> = {}): void {
    const entry: TimelineEntry = { at: this.#clock.now(), tone, text };
    this.set({ ...change, timeline: [...this.#view.timeline, entry].slice(-longest) });
  }
}
