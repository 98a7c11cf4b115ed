import type { GatewayView, TimelineEntry, Tone } from '../../shared/state.ts';
import type { Clock } from '../clock.ts';
import { idleGateway } from '../idle-gateway.ts';
import { redactedTexts, type Redact } from './redacted-texts.ts';

const longest = 60;

/** Holds the view of the link, without any secret in it, and tells about every change of it. */
export class ViewKeeper {
  readonly #clock: Clock;
  readonly #onView: (view: GatewayView) => void;
  readonly #redact: Redact;
  #view = idleGateway;

  constructor(clock: Clock, onView: (view: GatewayView) => void, redact: Redact) {
    this.#clock = clock;
    this.#onView = onView;
    this.#redact = redact;
  }

  get view(): GatewayView {
    return this.#view;
  }

  set(change: Partial<GatewayView>): void {
    this.#view = { ...this.#view, ...redactedTexts(change, this.#redact) };
    this.#onView(this.#view);
  }

  /** Changes the view and writes a line into its timeline. */
  tell(tone: Tone, text: string, change: Partial<GatewayView> = {}): void {
    const entry: TimelineEntry = { at: this.#clock.now(), tone, text };
    this.set({ ...change, timeline: [...this.#view.timeline, entry].slice(-longest) });
  }
}
