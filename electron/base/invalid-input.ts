import { failure } from '../../shared/failure.ts';
import { failed, type Reply } from '../../shared/result.ts';

/** The answer to what cannot be done as it was asked for; `what` says why. */
export const invalidInput = (what: string): Reply<never> =>
  failed(failure({ kind: 'invalid-input', what }));
