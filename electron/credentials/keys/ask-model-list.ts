import type { IncomingMessage } from 'node:http';

import { errnoOf } from '../../base/values.ts';
import type { UnreachableReason } from '../../../shared/failure.ts';
import type { Provider } from '../../../shared/settings.ts';
import { getThrough } from './get-through.ts';
import { ProxyError } from './proxy-error.ts';
import { proxyFor } from './proxy-for.ts';

/** What a provider's address answered to the question for its models. */
export type ModelListAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** What its body begins with; the rest was not read. */
      readonly start: 'json' | 'page' | 'other';
      readonly retryAfter: string | null;
    }
  /** A proxy on the way did not let it through, or (false) is of a kind that is not spoken. */
  | { readonly kind: 'proxy'; readonly isSpoken: boolean }
  | {
      readonly kind: 'unreachable';
      readonly reason: UnreachableReason;
      /** The code of the network, such as `ENOTFOUND`; null when there was none. */
      readonly code: string | null;
    };

export interface AskOptions {
  readonly timeoutMs: number;
  /** Where the way to the provider is looked up: the proxies that codex takes as well. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const listUrl = ({ baseUrl, queryParams }: Provider): URL => {
  const url = new URL(`${baseUrl.replace(/\/+$/, '')}/models`);
  for (const [name, value] of Object.entries(queryParams ?? {})) url.searchParams.set(name, value);
  return url;
};

/** What the first words of a body are; settles with its end, too. */
const startOf = async (response: IncomingMessage): Promise<'json' | 'page' | 'other'> => {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text = String(chunk).trimStart();
    if (text !== '') break;
  }
  response.destroy();
  if (text.startsWith('<')) return 'page';
  return text.startsWith('{') || text.startsWith('[') ? 'json' : 'other';
};

/**
 * Asks a provider for its models (`GET {baseUrl}/models`, as the API of OpenAI has it) once, with a
 * key or, null, without one. No redirect is followed, so that the key goes nowhere else. Rejects
 * only when `signal` was aborted.
 */
export const askModelList = async (
  provider: Provider,
  key: string | null,
  { timeoutMs, env, signal }: AskOptions,
): Promise<ModelListAnswer> => {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const url = listUrl(provider);
    const response = await getThrough(
      url,
      {
        accept: 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      proxyFor(url, env),
      AbortSignal.any([signal, late]),
    );
    const { statusCode = 0, headers } = response;
    const retryAfter = headers['retry-after'] ?? null;
    return { kind: 'answered', status: statusCode, start: await startOf(response), retryAfter };
  } catch (thrown) {
    signal.throwIfAborted();
    const code = errnoOf(thrown);
    if (thrown instanceof ProxyError) {
      return { kind: 'proxy', isSpoken: thrown.status !== null };
    }
    if (late.aborted) return { kind: 'unreachable', reason: 'timeout', code };
    const reason = code === 'ECONNREFUSED' ? 'not-listening' : 'network';
    // The error itself may repeat a key that no header can carry.
    return { kind: 'unreachable', reason, code };
  }
};
