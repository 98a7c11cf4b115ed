import * as v from 'valibot';
import { failure, type Failure, type FailureCause } from '../../shared/failure.ts';
import { opensAtIn } from '../base/opens-at.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import { providerIdleMs } from './config.ts';
import type { TurnError } from './protocol.ts';
import { renewalCodes } from './renewal-answer.ts';
import { RpcError } from './rpc-client.ts';

/** Whose request it was, and what our side saw of the answer before it failed. */
export interface TurnContext {
  readonly provider: string;
  /** Where the requests go, without credentials: `https://api.openai.com/v1`. */
  readonly target: string;
  readonly credentialId: string;
  readonly generation: number;
  /** True once the provider had begun to answer in this turn. */
  readonly answered: boolean;
  /** Epoch ms at which a used-up limit opens again, as `account/rateLimits/updated` said. */
  readonly opensAt: number | null;
  /** When it failed, epoch ms. */
  readonly now: number;
}

/** Of codex's words this much is read, and kept as the detail. */
const readLength = 8 * 1024;

const HttpStatus = v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(999));
const WithStatus = v.object({ httpStatusCode: v.optional(v.nullable(HttpStatus), null) });

interface ErrorCode {
  readonly name: string;
  readonly status: number | null;
}

/** A name of codex's own; what is none came from elsewhere and may hold anything. */
const nameOf = (text: string): string => (/^[a-z][A-Za-z]{0,63}$/.test(text) ? text : 'unknown');

const codeOf = (info: unknown): ErrorCode => {
  if (typeof info === 'string') return { name: nameOf(info), status: null };
  if (typeof info !== 'object' || info === null) return { name: 'none', status: null };
  const name = nameOf(Object.keys(info)[0] ?? 'none');
  const inner = v.safeParse(WithStatus, Object.values(info)[0]);
  return { name, status: inner.success ? inner.output.httpStatusCode : null };
};

/** True for `unexpected status 401 Unauthorized: <html...`: a page, where a provider sends JSON. */
const isPage = (raw: string): boolean => /unexpected status \d{3}[^:]{0,64}:\s{0,64}</.test(raw);

/** `other` carries no code, so codex's own sentences are all there is to tell these apart. */
const causeOfOther = (error: TurnError, context: TurnContext): FailureCause => {
  const { message } = error;
  const asked = /auth refresh request (timed out|failed: code=(-?\d+))/.exec(message);
  if (asked !== null) {
    // Only our own word that there is no other token says that the sign-in is over.
    return Number(asked[2]) === renewalCodes.none
      ? unauthorized(context)
      : { kind: 'unreachable', reason: 'network', target: 'The sign-in service' };
  }
  if (message.includes('invalid auth refresh response')) return unauthorized(context);
  const broken = /^stream disconnected before completion: (.*)$/s.exec(message)?.[1];
  if (broken !== undefined) {
    if (broken.startsWith('idle timeout')) {
      return { kind: 'stalled', phase: 'stream', silentMs: providerIdleMs };
    }
    const ours = /^(Transport error|stream closed before|error sending request|too many redirects)/;
    return ours.test(broken)
      ? { kind: 'unreachable', reason: 'dropped', target: context.target }
      : { kind: 'provider-error', provider: context.provider, status: null };
  }
  // A 400 is handed on as its raw JSON body, without a status.
  return message.startsWith('{')
    ? { kind: 'provider-error', provider: context.provider, status: 400 }
    : { kind: 'unexpected' };
};

const unauthorized = (context: TurnContext): FailureCause => ({
  kind: 'unauthorized',
  credentialId: context.credentialId,
  generation: context.generation,
  provider: context.provider,
});

/** codex's own count of the limit is whole; what the provider wrote is read where there is none. */
const limited = (
  kind: 'rate-limited' | 'quota',
  raw: string,
  { provider, opensAt, now }: TurnContext,
): FailureCause => {
  const at = opensAt ?? opensAtIn(raw, now);
  return { kind, provider, ...(at === null ? {} : { opensAt: at }) };
};

const causeOfStatus = (status: number, raw: string, context: TurnContext): FailureCause => {
  const proxy: FailureCause = { kind: 'unreachable', reason: 'proxy', target: context.target };
  if (status === 407) return proxy;
  if ((status === 401 || status === 403) && isPage(raw)) return proxy;
  if (status === 401) return unauthorized(context);
  if (status === 403) return { kind: 'forbidden', provider: context.provider };
  if (status === 429) return limited('rate-limited', raw, context);
  return { kind: 'provider-error', provider: context.provider, status };
};

const causeOf = (code: ErrorCode, error: TurnError, context: TurnContext): FailureCause => {
  const raw = `${error.message}\n${error.additionalDetails ?? ''}`;
  if (code.status !== null) return causeOfStatus(code.status, raw, context);
  switch (code.name) {
    case 'unauthorized':
      return unauthorized(context);
    case 'rateLimitExceeded':
      return limited('rate-limited', raw, context);
    case 'usageLimitExceeded':
      return limited('quota', raw, context);
    case 'internalServerError':
    case 'serverOverloaded':
      return { kind: 'provider-error', provider: context.provider, status: null };
    case 'badRequest':
      return { kind: 'provider-error', provider: context.provider, status: 400 };
    case 'modelNotFound':
      return { kind: 'misconfigured', what: 'model' };
    case 'httpConnectionFailed':
    case 'responseStreamConnectionFailed':
    case 'responseStreamDisconnected':
    case 'responseTooManyFailedAttempts':
      return {
        kind: 'unreachable',
        reason: context.answered ? 'dropped' : 'network',
        target: context.target,
      };
    case 'other':
      return causeOfOther(error, context);
    default:
      return { kind: 'unexpected' };
  }
};

/**
 * The Failure that a turn's error stands for (codex app-server 0.169.0, `error` notification and
 * `turn/completed`). Decided from `codexErrorInfo`; the message is read only to tell a proxy's
 * page from a provider's answer and where codex gives no code. `detail` is not yet redacted. Pure.
 */
export const codexFailure = (told: TurnError, context: TurnContext): Failure => {
  const error = {
    ...told,
    message: told.message.slice(0, readLength),
    additionalDetails: told.additionalDetails?.slice(0, readLength) ?? null,
  };
  const code = codeOf(error.codexErrorInfo);
  const shown = code.status === null ? code.name : `${code.name} ${code.status}`;
  const detail =
    error.additionalDetails === null
      ? error.message
      : `${error.message}\n${error.additionalDetails}`;
  return failure(causeOf(code, error, context), detail, shown);
};

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
