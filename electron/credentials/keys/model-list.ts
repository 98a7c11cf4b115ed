import { rootCertificates } from 'node:tls';

import type { Dispatcher } from 'undici';

import {
  failure,
  type Failure,
  type FailureCause,
  type UnreachableReason,
} from '../../../shared/failure.ts';
import { withoutEnd } from '../../../shared/format.ts';
import type { Provider } from '../../../shared/settings.ts';
import { readRegularFile } from '../../base/files.ts';
import { opensAtOf } from '../../base/opens-at.ts';
import { errnoOf } from '../../base/values.ts';
import { proxyFor, type Environment } from './proxy-for.ts';

/** What a provider's address answered to the question for its models. */
type ModelListAnswer =
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

/**
 * Asks a provider for its models (`GET {baseUrl}/models`, as the API of OpenAI has it) once, with a
 * key or, null, without one. No redirect is followed, so that the key goes nowhere else. Rejects
 * only when `signal` was aborted.
 */
export type AskModels = (
  provider: Provider,
  key: string | null,
  signal: AbortSignal,
) => Promise<ModelListAnswer>;

const listUrl = ({ baseUrl, queryParams }: Provider): URL => {
  const url = new URL(`${withoutEnd(baseUrl, '/')}/models`);
  for (const [name, value] of Object.entries(queryParams ?? {})) url.searchParams.set(name, value);
  return url;
};

/** What the first words of a body are; settles with its end, too. The rest is not read. */
const startOf = async (body: AsyncIterable<Uint8Array>): Promise<'json' | 'page' | 'other'> => {
  let text = '';
  for await (const chunk of body) {
    text = Buffer.from(chunk).toString('utf8').trimStart();
    if (text !== '') break;
  }
  if (text.startsWith('<')) return 'page';
  return text.startsWith('{') || text.startsWith('[') ? 'json' : 'other';
};

/** The authorities of a network with its own: Node knows the first name at its start only. */
const authoritiesBytes = 8 * 1024 * 1024;
const authoritiesFiles = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'] as const;

const authorities = (file: string): Promise<string> =>
  readRegularFile(file, authoritiesBytes, 'followed').then(String, () => '');

/** Who may vouch for a provider; nothing where none is named beside the usual ones. */
const trusted = async (env: Environment): Promise<{ readonly ca?: string[] }> => {
  const files = authoritiesFiles.flatMap((name) => env[name] ?? []).filter((file) => file !== '');
  const read = await Promise.all(files.map(authorities));
  const named = read.filter((text) => text !== '');
  return named.length === 0 ? {} : { ca: [...rootCertificates, ...named] };
};

const tokenOf = ({ username, password }: URL): { readonly token?: string } => {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { token: `Basic ${Buffer.from(pair).toString('base64')}` };
};

/** The way to an address: one connection of its own, so that nothing of an older one is met. */
const wayTo = async (proxy: URL | null, env: Environment): Promise<Dispatcher> => {
  // Only a check needs it, and it is large.
  const { Agent, ProxyAgent } = await import('undici');
  // How long it may take is the signal's to say.
  const tls = { ...(await trusted(env)), timeout: 0 };
  if (proxy === null) return new Agent({ connect: tls });
  const { href: uri } = proxy;
  const way = { requestTls: tls, proxyTls: tls, proxyTunnel: false };
  return new ProxyAgent({ uri, ...way, ...tokenOf(proxy) });
};

/** The names of Node for what undici names in a way of its own. */
const nodeCodes: Readonly<Partial<Record<string, string>>> = {
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_INVALID_ARG: 'ERR_INVALID_CHAR',
};

const codeOf = (thrown: unknown): string | null => {
  const code = errnoOf(thrown);
  return code === null ? null : (nodeCodes[code] ?? code);
};

/** undici tells a proxy that does not open a tunnel by these words alone (7.30.2). */
const isProxyRefusal = (thrown: unknown): boolean =>
  thrown instanceof Error &&
  /^Proxy response \(\d+\)|^Proxy Authentication Required/.test(thrown.message);

const spoken: ReadonlySet<string> = new Set(['http:', 'https:']);

/**
 * Makes the function that asks providers, directly or through the proxies that codex takes as well;
 * `env` names those. Who does not answer within `timeoutMs` is not waited for.
 */
export const createAskModels =
  ({ env, timeoutMs }: { readonly env: Environment; readonly timeoutMs: number }): AskModels =>
  async (provider, key, signal) => {
    const late = AbortSignal.timeout(timeoutMs);
    let way: Dispatcher | null = null;
    try {
      const url = listUrl(provider);
      const proxy = proxyFor(url, env);
      if (proxy !== null && !spoken.has(proxy.protocol)) return { kind: 'proxy', isSpoken: false };
      way = await wayTo(proxy, env);
      const { request } = await import('undici');
      const { statusCode, headers, body } = await request(url, {
        dispatcher: way,
        headersTimeout: 0,
        bodyTimeout: 0,
        headers: {
          accept: 'application/json',
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        },
        signal: AbortSignal.any([signal, late]),
      });
      const retryAfter = [headers['retry-after']].flat()[0] ?? null;
      return { kind: 'answered', status: statusCode, start: await startOf(body), retryAfter };
    } catch (thrown) {
      signal.throwIfAborted();
      const code = codeOf(thrown);
      if (late.aborted) return { kind: 'unreachable', reason: 'timeout', code };
      if (isProxyRefusal(thrown)) return { kind: 'proxy', isSpoken: true };
      const reason = code === 'ECONNREFUSED' ? 'not-listening' : 'network';
      // The error itself may repeat a key that no header can carry.
      return { kind: 'unreachable', reason, code };
    } finally {
      await way?.destroy();
    }
  };

/** What an answer says of the key that was shown. */
export type KeyWord =
  | { readonly kind: 'worked' }
  /** The provider itself refused it. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Nothing against the key; `failure` says what it was instead. */
  | { readonly kind: 'other'; readonly failure: Failure };

const causeOf = (
  answer: Extract<ModelListAnswer, { kind: 'answered' }>,
  { name, baseUrl }: Provider,
  now: number,
): FailureCause => {
  const { status, start, retryAfter } = answer;
  const proxy = { kind: 'unreachable', reason: 'proxy', target: baseUrl } as const;
  // A provider's list is at its address or nowhere: who sends elsewhere is in between.
  if (status === 407 || (status >= 300 && status < 400)) return proxy;
  if (start === 'page' && (status < 300 || status === 401 || status === 403)) return proxy;
  if (status === 403) return { kind: 'forbidden', provider: name };
  if (status === 429) {
    const opensAt = opensAtOf(retryAfter, now);
    return { kind: 'rate-limited', provider: name, ...(opensAt === null ? {} : { opensAt }) };
  }
  if (status >= 500 && status !== 501) return { kind: 'provider-error', provider: name, status };
  return { kind: 'cannot-tell', provider: name };
};

/**
 * What the answer to `askModelList` says of the key it was asked with. Only a 401 that is no page
 * refuses it; a 403 does not, and a 404 or 405 says that there is no such list. `now` in epoch ms.
 * Pure.
 */
export const judgeModelList = (
  answer: ModelListAnswer,
  provider: Provider,
  now: number,
): KeyWord => {
  if (answer.kind === 'proxy') {
    const cause: FailureCause = answer.isSpoken
      ? { kind: 'unreachable', reason: 'proxy', target: provider.baseUrl }
      : { kind: 'cannot-tell', provider: provider.name };
    return { kind: 'other', failure: failure(cause, '', 'proxy') };
  }
  if (answer.kind === 'unreachable') {
    const { reason, code } = answer;
    const cause = { kind: 'unreachable', reason, target: provider.baseUrl } as const;
    return { kind: 'other', failure: failure(cause, '', code) };
  }
  const { status, start } = answer;
  const code = `HTTP ${status}`;
  if (status === 200 && start === 'json') return { kind: 'worked' };
  if (status === 401 && start !== 'page') return { kind: 'refused', code };
  return { kind: 'other', failure: failure(causeOf(answer, provider, now), '', code) };
};
