import type { GatewayView, TimelineEntry, Tone } from '../../../shared/state.ts';
import type { Clock } from '../../base/clock.ts';
import { type Redact, redactedTexts } from '../../base/redact.ts';

/** The gateway as it is before anything was looked at. */
export const idleGateway: GatewayView = {
  state: { phase: 'idle' },
  url: '',
  addressSource: 'default',
  tokenSource: 'none',
  secretKind: 'token',
  configPath: null,
  version: null,
  connId: null,
  bootId: null,
  scopes: [],
  attempts: 0,
  reconnects: 0,
  lookedAt: [],
  timeline: [],
  sessionsReadAt: null,
  sessionsNotShown: 0,
};

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

  /** Another gateway: nothing but the timeline is about it. To be told with what is `set` of it. */
  forget(): void {
    this.#view = { ...idleGateway, timeline: this.#view.timeline };
  }

  set(change: Partial<Omit<GatewayView, 'timeline'>>): void {
    this.#write(redactedTexts(change, this.#redact));
  }

  /** Changes the view and writes a line into its timeline. */
  tell(tone: Tone, text: string, change: Partial<Omit<GatewayView, 'timeline'>> = {}): void {
    const entry: TimelineEntry = { at: this.#clock.now(), tone, text: this.#redact(text) };
    const timeline = [...this.#view.timeline, entry].slice(-longest);
    this.#write({ ...redactedTexts(change, this.#redact), timeline });
  }

  #write(change: Partial<GatewayView>): void {
    this.#view = { ...this.#view, ...change };
    this.#onView(this.#view);
  }
}
