import { type Failure, failure } from '../../shared/failure.ts';
import { failed, type Reply } from '../../shared/result.ts';
import { errnoOf } from './values.ts';

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
    : failure(
        { kind: 'unexpected' },
        thrown instanceof Error ? thrown.message : String(thrown),
        errnoOf(thrown),
      );

/** What could not be written, as a FailureError `storage` with the code that the system gave. */
export const storageFailure = (what: string, thrown: unknown): FailureError =>
  new FailureError(failure({ kind: 'storage', what }, toFailure(thrown).detail, errnoOf(thrown)), {
    cause: thrown,
  });

/** The answer to what cannot be done as it was asked for; `what` says why. */
export const invalidInput = (what: string): Reply<never> =>
  failed(failure({ kind: 'invalid-input', what }));

/** The answer to a command about something that is not there; `what` names it. */
export const unknownId = (what: string): Reply<never> =>
  failed(failure({ kind: 'unknown-id', what }));
