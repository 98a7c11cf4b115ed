import * as v from 'valibot';

import { failure, type Failure } from '../../shared/failure.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import { RpcError } from './rpc-error.ts';

/** The Failure behind a request that was refused or answered in another shape than expected. */
export const requestFailure = (error: unknown, redact: (text: string) => string): Failure => {
  if (error instanceof FailureError) return error.failure;
  const detail = redact(toFailure(error).detail);
  if (v.isValiError(error)) return failure({ kind: 'protocol' }, detail, 'bad-answer');
  if (!(error instanceof RpcError)) return failure({ kind: 'unexpected' }, detail);
  return detail.startsWith('failed to load configuration')
    ? failure({ kind: 'misconfigured', what: 'config.toml' }, detail, error.code)
    : failure({ kind: 'unexpected' }, detail, error.code);
};
