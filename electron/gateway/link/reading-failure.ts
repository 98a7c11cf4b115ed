import { failure } from '../../../shared/failure.ts';
import { WireRequestError } from '../../wire/wire-request-error.ts';
import { gatewayName, requestFailure, type EndVerdict } from './gateway-failure.ts';

/**
 * Why a reading of the sessions failed, and what follows: only a missing right blocks, since it
 * stays as it is for as long as the connection does. Pure.
 */
export const readingFailure = (thrown: unknown): EndVerdict => {
  if (!(thrown instanceof WireRequestError)) {
    return {
      failure: failure({ kind: 'protocol' }, String(thrown)),
      next: 'wait',
      retryAfterMs: null,
    };
  }
  const { problem } = thrown;
  switch (problem.kind) {
    case 'answered':
      return {
        failure: requestFailure(problem.error),
        next: problem.error.code === 'FORBIDDEN' ? 'block' : 'wait',
        retryAfterMs: problem.error.retryAfterMs,
      };
    case 'timeout': {
      const cause = { kind: 'no-answer', provider: gatewayName } as const;
      const silent = failure({ ...cause, silentMs: problem.timeoutMs }, thrown.message);
      return { failure: silent, next: 'wait', retryAfterMs: null };
    }
    case 'ended':
      return {
        failure: failure({ kind: 'unexpected' }, problem.message),
        next: 'wait',
        retryAfterMs: null,
      };
  }
};
