import { failure, type Failure, type FailureCause } from '../../../shared/failure.ts';
import type { Provider } from '../../../shared/settings.ts';
import type { ModelListAnswer } from './ask-model-list.ts';

/** What an answer says of the key that was shown. */
export type KeyWord =
  | { readonly kind: 'worked' }
  /** The provider itself refused it. */
  | { readonly kind: 'refused'; readonly code: string }
  /** Nothing against the key; `failure` says what it was instead. */
  | { readonly kind: 'other'; readonly failure: Failure };

/** Seconds or a date, as HTTP has it; null when neither can be read. */
const opensAtOf = (retryAfter: string | null, now: number): number | null => {
  if (retryAfter === null) return null;
  const seconds = Number(retryAfter);
  const at = Number.isFinite(seconds) ? now + seconds * 1_000 : Date.parse(retryAfter);
  return Number.isFinite(at) ? at : null;
};

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
