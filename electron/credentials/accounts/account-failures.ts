import { adoptedIsNotOurs } from '../../../shared/describe-adopted.ts';
import { failure } from '../../../shared/failure.ts';
import { FailureError } from '../../base/errors.ts';

/** What was asked for is done in the person's own codex only. */
export const notOurs = (): FailureError =>
  new FailureError(failure({ kind: 'invalid-input', what: adoptedIsNotOurs }));

/** The sign-in is in the password store, and that cannot be read. */
export const lockedAway = failure({
  kind: 'misconfigured',
  what: 'the password store is not unlocked',
});

/** The issuer gave no answer that says anything. */
export const notAsked = failure({
  kind: 'unreachable',
  reason: 'network',
  target: 'The sign-in service',
});

/** The token of a sign-in does not say whose it is. */
export const noAccount = (): FailureError => {
  const detail = 'The token that came with the sign-in says nothing of an account.';
  return new FailureError(failure({ kind: 'protocol' }, detail, 'no-account'));
};
