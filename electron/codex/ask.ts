import { failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import type { RequestMethod } from './protocol.ts';
import { type RpcClient, RpcError } from './rpc-client.ts';

/** How long an app-server may take to answer what it can answer by itself. */
export const requestMs = 30_000;

/**
 * Sends a request and settles with its result; a refusal is a FailureError `unexpected` with the
 * other side's code and its own words, redacted.
 */
export const ask = async (
  rpc: RpcClient,
  method: RequestMethod,
  params: unknown,
  options: {
    readonly signal?: AbortSignal;
    readonly timeoutMs?: number;
    readonly redact: (text: string) => string;
  },
): Promise<unknown> => {
  const { signal, timeoutMs = requestMs, redact } = options;
  try {
    return await rpc.request(method, params, {
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    throw new FailureError(
      failure(
        { kind: 'unexpected' },
        `${method}: ${redact(error.message.slice(0, 4_096))}`,
        error.code,
      ),
    );
  }
};
