import type { Failure } from '../../../shared/failure.ts';
import { unansweredCode } from '../../codex/client.ts';

/** A failure with the moment at which the refusal behind it came. */
export interface Setback {
  readonly failure: Failure;
  readonly refusedAt: number | null;
}

/** Parked: the credential was refused, or may not be used. */
export type ParkedEnd = Setback & { readonly kind: 'parked' };

export type TerminalEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'cancelled' }
  | (Setback & { readonly kind: 'failed' });

/** How an attempt ended. */
export type AttemptEnd = ParkedEnd | TerminalEnd;

/**
 * True for a failure after which nothing can be said over the connection any more, or nobody
 * listens to what is said: a request that went unanswered. Pure.
 */
export const spoilsClient = ({ kind, code }: Failure): boolean =>
  kind === 'broken-pipe' || kind === 'exited' || kind === 'protocol' || code === unansweredCode;
