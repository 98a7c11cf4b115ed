import {
  ConnectErrorDetailCodes,
  readConnectErrorDetailCode,
  readPairingConnectErrorDetails,
} from '@openclaw/gateway-protocol/connect-error-details';
import { GATEWAY_RESTART_UNAVAILABLE_REASON } from '@openclaw/gateway-protocol/restart-unavailable';
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version';
import * as v from 'valibot';

import { failure, type Failure, type UnreachableReason } from '../../../shared/failure.ts';
import type { GatewayError, WireEnd } from '../../wire/wire-end.ts';
import { WireRequestError } from '../../wire/wire-session.ts';
import { openingRowIds } from './opening-secrets.ts';

/** As whom the gateway appears in a failure. */
export const gatewayName = 'OpenClaw gateway';

/** The `shutdown` event that came before a close. */
export interface ShutdownNotice {
  /** Null when the gateway will not come back by itself. */
  readonly restartExpectedMs: number | null;
}

export interface EndContext {
  /** `ws://host:port`. */
  readonly url: string;
  /** False when the attempt carried no token, password or device token. */
  readonly proofSent: boolean;
  readonly shutdown: ShutdownNotice | null;
  /** Epoch ms. */
  readonly now: number;
}

/** What an end of the wire means and what follows: a timer may leave `wait`, never `block`. */
export interface EndVerdict {
  readonly failure: Failure;
  readonly next: 'wait' | 'block';
  /** The least time before another attempt, when the other side named one. */
  readonly retryAfterMs: number | null;
}

const codes = ConnectErrorDetailCodes;
const ReasonSchema = v.object({ reason: v.string() });
const ScopeSchema = v.object({ missingScope: v.string() });
const ProtocolSchema = v.object({ expectedProtocol: v.number() });

const ours = `protocol ${PROTOCOL_VERSION}`;

const credentialCodes: ReadonlySet<string> = new Set([
  codes.AUTH_REQUIRED,
  codes.AUTH_UNAUTHORIZED,
  codes.AUTH_TOKEN_MISSING,
  codes.AUTH_TOKEN_MISMATCH,
  codes.AUTH_PASSWORD_MISSING,
  codes.AUTH_PASSWORD_MISMATCH,
  codes.AUTH_BOOTSTRAP_TOKEN_INVALID,
  codes.AUTH_DEVICE_TOKEN_MISMATCH,
]);

/** True when the gateway does not know the device token (any more), or not for our scopes. */
export const isStaleDeviceToken = (end: WireEnd): boolean => {
  if (end.kind !== 'refused') return false;
  const code = readConnectErrorDetailCode(end.error.details);
  return code === codes.AUTH_DEVICE_TOKEN_MISMATCH || code === codes.AUTH_SCOPE_MISMATCH;
};

/** True when the gateway lets in by a password and was shown none, which it counts as no attempt. */
export const wantsPassword = (end: WireEnd): boolean =>
  end.kind === 'refused' &&
  readConnectErrorDetailCode(end.error.details) === codes.AUTH_PASSWORD_MISSING;

/** Decides an end of the wire, from codes only (gateway protocol 4). Pure. */
export const judgeEnd = (end: WireEnd, context: EndContext): EndVerdict => {
  const wait = (reason: UnreachableReason, detail: string, code: string | number | null) =>
    verdict('wait', failure({ kind: 'unreachable', reason, target: context.url }, detail, code));
  switch (end.kind) {
    case 'refused':
      return judgeRefusal(end.error, context);
    case 'closed':
      return judgeClose(end, context);
    case 'socket': {
      const what = certificateProblem(end.errno, new URL(context.url).host);
      return what === null
        ? wait(socketReason(end.errno), end.message, end.errno)
        : verdict('block', failure({ kind: 'misconfigured', what }, end.message, end.errno));
    }
    case 'foreign-certificate': {
      const what = `the certificate of ${new URL(context.url).host} is not the one that openclaw.json names`;
      const detail = `it shows SHA-256 ${end.fingerprint}`;
      return verdict('block', failure({ kind: 'misconfigured', what }, detail));
    }
    case 'upgrade':
      return judgeUpgrade(end, context);
    case 'address':
      return verdict('block', failure({ kind: 'misconfigured', what: end.message }, end.message));
    case 'silent':
      return wait('timeout', `no answer within ${end.waitedMs} ms`, null);
    case 'bad-hello':
      return verdict(
        'block',
        end.protocol === null
          ? failure({ kind: 'protocol' }, end.message)
          : failure({ kind: 'incompatible', found: `protocol ${end.protocol}`, needed: ours }),
      );
    case 'left':
      return wait('dropped', '', null);
  }
};

const verdict = (
  next: EndVerdict['next'],
  failed: Failure,
  retryAfterMs: number | null = null,
): EndVerdict => ({ failure: failed, next, retryAfterMs });

const judgeRefusal = (error: GatewayError, context: EndContext): EndVerdict => {
  const detailCode = readConnectErrorDetailCode(error.details);
  const code = detailCode ?? error.code;
  const block = (cause: Parameters<typeof failure>[0]): EndVerdict =>
    verdict('block', failure(cause, error.message, code));

  if (error.code === 'NOT_PAIRED' || detailCode === codes.PAIRING_REQUIRED) {
    const pairing = readPairingConnectErrorDetails(error.details);
    return block({ kind: 'pairing-required', requestId: pairing?.requestId ?? null });
  }
  if (detailCode === codes.AUTH_RATE_LIMITED) {
    const opens = error.retryAfterMs === null ? {} : { opensAt: context.now + error.retryAfterMs };
    return block({ kind: 'rate-limited', provider: gatewayName, ...opens });
  }
  if (detailCode === codes.AUTH_SCOPE_MISMATCH) {
    return block({ kind: 'pairing-required', requestId: null });
  }
  if (detailCode !== null && credentialCodes.has(detailCode)) {
    const generation = context.proofSent ? 1 : 0;
    return block({
      kind: 'unauthorized',
      credentialId: openingRowIds.gateway,
      generation,
      provider: gatewayName,
    });
  }
  if (detailCode === codes.PROTOCOL_MISMATCH || detailCode === codes.CLIENT_VERSION_MISMATCH) {
    const told = v.safeParse(ProtocolSchema, error.details);
    const found = told.success ? `protocol ${told.output.expectedProtocol}` : 'another protocol';
    return block({ kind: 'incompatible', found, needed: ours });
  }
  if (detailCode?.startsWith('DEVICE_AUTH_') === true) {
    const expired = detailCode === codes.DEVICE_AUTH_SIGNATURE_EXPIRED;
    const what = expired
      ? 'the clocks of this computer and the gateway differ too much'
      : 'the gateway does not accept the signature of this device';
    return block({ kind: 'misconfigured', what });
  }
  if (error.code === 'FORBIDDEN') return block(scopeCause(error));
  if (error.code === 'UNAVAILABLE' || error.retryable) {
    const told = v.safeParse(ReasonSchema, error.details);
    const restarting = told.success && told.output.reason === GATEWAY_RESTART_UNAVAILABLE_REASON;
    const reason = restarting ? 'restarting' : 'starting';
    const cause = { kind: 'unreachable', reason, target: context.url } as const;
    return verdict('wait', failure(cause, error.message, code), error.retryAfterMs);
  }
  // A gateway that cannot even read our `connect` speaks an older or newer language.
  if (error.code === 'INVALID_REQUEST' && detailCode === null) {
    return block({ kind: 'incompatible', found: 'another protocol', needed: ours });
  }
  return block({ kind: 'misconfigured', what: error.message });
};

const judgeClose = (
  end: WireEnd & { readonly kind: 'closed' },
  context: EndContext,
): EndVerdict => {
  const target = context.url;
  const wait = (reason: UnreachableReason, retryAfterMs: number | null = null): EndVerdict =>
    verdict(
      'wait',
      failure({ kind: 'unreachable', reason, target }, end.reason, end.code),
      retryAfterMs,
    );
  if (context.shutdown !== null) {
    const { restartExpectedMs } = context.shutdown;
    return wait(restartExpectedMs === null ? 'stopped' : 'restarting', restartExpectedMs);
  }
  switch (end.code) {
    case 1006:
      return wait('abnormal-close');
    case 1012:
      return wait('restarting');
    case 1013:
      return wait('starting');
    case 4000:
      return wait('timeout');
    case 1002:
      return verdict(
        end.afterHello ? 'wait' : 'block',
        failure(
          { kind: 'incompatible', found: 'another protocol', needed: ours },
          end.reason,
          1002,
        ),
      );
    case 1007:
    case 1009:
      return verdict('wait', failure({ kind: 'protocol' }, end.reason, end.code));
    case 1008:
      // After hello it is a change of our rights; the next connect is told which.
      if (end.afterHello) return wait('dropped');
      return verdict('block', failure({ kind: 'protocol' }, end.reason, 1008));
    default:
      return wait(end.afterHello ? 'stopped' : 'timeout');
  }
};

const judgeUpgrade = (
  end: WireEnd & { readonly kind: 'upgrade' },
  context: EndContext,
): EndVerdict => {
  const { httpStatus: status, message } = end;
  if (status === 429) {
    return verdict('block', failure({ kind: 'rate-limited', provider: gatewayName }, message, 429));
  }
  if (status === 401 || status === 403) {
    return verdict('block', failure({ kind: 'forbidden', provider: gatewayName }, message, status));
  }
  const reason = status === 503 ? 'starting' : 'proxy';
  return verdict(
    'wait',
    failure({ kind: 'unreachable', reason, target: context.url }, message, status),
  );
};

/** What an errno of a socket that never opened means for the link; null is an unnamed error. */
const socketReason = (errno: string | null): UnreachableReason => {
  switch (errno) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return 'not-listening';
    case 'ETIMEDOUT':
      return 'timeout';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'abnormal-close';
    default:
      // HPE_* is Node's HTTP parser, ERR_SSL_* its TLS: what answered speaks neither.
      return errno !== null && /^(?:HPE_|ERR_SSL_|EPROTO$)/.test(errno) ? 'proxy' : 'network';
  }
};

/**
 * What is wrong with the certificate of a host, as a sentence for the person; null when the errno
 * (of Node's TLS) is about something else.
 */
const certificateProblem = (errno: string | null, host: string): string | null => {
  const certificate = `the certificate of ${host}`;
  switch (errno) {
    case 'CERT_HAS_EXPIRED':
      return `${certificate} has expired`;
    case 'CERT_NOT_YET_VALID':
      return `${certificate} is not valid yet; the clock of one of the computers may be wrong`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return `${certificate} is for another name`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `${certificate} is from nobody that this computer trusts; openclaw.json can name its fingerprint (gateway.remote.tlsFingerprint)`;
    default:
      return errno !== null && /^(?:CERT_|ERR_TLS_CERT_|UNABLE_TO_|INVALID_CA$)/.test(errno)
        ? `${certificate} is not accepted (${errno})`
        : null;
  }
};

/**
 * Why a reading or an act at the gateway failed, from what was thrown on the way, and what follows
 * for one that is repeated: only a missing right blocks, since it stays as it is for as long as the
 * connection does. Pure.
 */
export const judgeThrown = (thrown: unknown): EndVerdict => {
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

/** The failure of a request that the gateway answered with an error while the session goes on. */
export const requestFailure = (error: GatewayError): Failure =>
  failure(
    error.code === 'FORBIDDEN'
      ? scopeCause(error)
      : { kind: 'provider-error', provider: gatewayName, status: null },
    error.message,
    readConnectErrorDetailCode(error.details) ?? error.code,
  );

const scopeCause = (error: GatewayError): Parameters<typeof failure>[0] => {
  const told = v.safeParse(ScopeSchema, error.details);
  return told.success
    ? { kind: 'missing-scope', scope: told.output.missingScope }
    : { kind: 'forbidden', provider: gatewayName };
};
