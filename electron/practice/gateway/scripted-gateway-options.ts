import type { Clock } from '../../base/clock.ts';
import type { BookRow } from './session-book.ts';

/** How a practice gateway is to be. */
export interface ScriptedGatewayOptions {
  readonly clock: Clock;
  readonly sessions: readonly BookRow[];
  /** Words that a turn answers to a message, and how fast. */
  readonly answer: (message: string) => readonly string[];
  readonly wordEveryMs: number;
  readonly tickEveryMs: number;
  /** PEM; with it the gateway is behind wss://. */
  readonly tls?: { readonly key: string; readonly cert: string };
}
