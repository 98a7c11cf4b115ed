import * as http from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import * as https from 'node:https';

import type { UnreachableReason } from '../../shared/failure.ts';
import type { Provider } from '../../shared/settings.ts';

/** What a provider's address answered to the question for its models. */
export type ModelListAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** What its body begins with; the rest was not read. */
      readonly start: 'json' | 'page' | 'other';
      readonly retryAfter: string | null;
    }
  | {
      readonly kind: 'unreachable';
      readonly reason: UnreachableReason;
      /** The code of the network, such as `ENOTFOUND`; null when there was none. */
      readonly code: string | null;
    };

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

const codeOf = (thrown: unknown): string | null =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : null;

const responseTo = (url: URL, options: RequestOptions): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { request } = url.protocol === 'https:' ? https : http;
    request(url, { ...options, agent: false }, resolve)
      .on('error', reject)
      .end();
  });

/**
 * Asks a provider for its models (`GET {baseUrl}/models`, as the API of OpenAI has it) once, with a
 * key or, null, without one. No redirect is followed, so that the key goes nowhere else. Rejects
 * only when `signal` was aborted.
 */
export const askModelList = async (
  provider: Provider,
  key: string | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ModelListAnswer> => {
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await responseTo(listUrl(provider), {
      headers: {
        accept: 'application/json',
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      signal: AbortSignal.any([signal, late]),
    });
    const { statusCode = 0, headers } = response;
    const retryAfter = headers['retry-after'] ?? null;
    return { kind: 'answered', status: statusCode, start: await startOf(response), retryAfter };
  } catch (thrown) {
    signal.throwIfAborted();
    const code = codeOf(thrown);
    if (late.aborted) return { kind: 'unreachable', reason: 'timeout', code };
    const reason = code === 'ECONNREFUSED' ? 'not-listening' : 'network';
    // The error itself may repeat a key that no header can carry.
    return { kind: 'unreachable', reason, code };
  }
};
