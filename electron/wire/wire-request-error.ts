import type { GatewayError } from './wire-end.ts';

/** Why a request over the wire has no result. */
export type RequestProblem =
  /** The gateway answered with an error; the session stays open. */
  | { readonly kind: 'answered'; readonly error: GatewayError }
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  /** The session ended, or the caller gave up, before an answer came. */
  | { readonly kind: 'ended'; readonly message: string };

/** Thrown by `WireSession.request`. */
export class WireRequestError extends Error {
  readonly problem: RequestProblem;

  constructor(method: string, problem: RequestProblem, options?: ErrorOptions) {
    super(`${method}: ${problem.kind}`, options);
    this.name = 'WireRequestError';
    this.problem = problem;
  }
}
