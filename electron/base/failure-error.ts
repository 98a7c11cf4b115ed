import type { Failure } from '../../shared/failure.ts';

/** Carries a Failure through code that throws; the original error stays as `cause` for the log. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.kind, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** The Failure that an unknown thrown value stands for. */
export const toFailure = (thrown: unknown): Failure =>
  thrown instanceof FailureError
    ? thrown.failure
    : {
        kind: 'unexpected',
        detail: thrown instanceof Error ? thrown.message : String(thrown),
        code: null,
      };
