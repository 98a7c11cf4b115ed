import * as v from 'valibot';

import { cutText } from './format.ts';

const text = v.string();
const number = v.number();

/** What a failure is, decided once at the edge where the code is still known. */
const FailureCauseSchema = v.variant('kind', [
  /**
   * The provider (or the gateway) itself refused the credential: 401 and nothing else.
   * `generation` 0 means that no secret is at hand, so nothing was sent; `isLockedAway` that there
   * is one, in a password store that cannot be read. `isAgain`: what was given after an earlier
   * refusal was refused as well.
   */
  v.object({
    kind: v.literal('unauthorized'),
    credentialId: text,
    generation: number,
    provider: text,
    isLockedAway: v.exactOptional(v.literal(true)),
    isAgain: v.exactOptional(v.literal(true)),
  }),
  v.object({ kind: v.literal('forbidden'), provider: text }),
  /** Nothing short of a model call tells whether the provider takes the key. */
  v.object({ kind: v.literal('cannot-tell'), provider: text }),
  v.object({
    kind: v.picklist(['rate-limited', 'quota']),
    provider: text,
    /** Epoch ms at which it opens again, when the other side said so. */
    opensAt: v.exactOptional(number),
  }),
  v.object({
    kind: v.literal('provider-error'),
    provider: text,
    /** HTTP status; null where codex names none. */
    status: v.nullable(number),
  }),
  v.object({
    kind: v.literal('unreachable'),
    /** Why a gateway link waits to be reachable again; each has its own sentence. */
    reason: v.picklist([
      /** ECONNREFUSED or no socket at all. */
      'not-listening',
      /** The gateway said `UNAVAILABLE` with reason `startup-sidecars`, or closed with 1013. */
      'starting',
      /** `shutdown` with `restartExpectedMs`, or 1012 after it. */
      'restarting',
      /** `shutdown` without `restartExpectedMs`. */
      'stopped',
      /** The socket ended with no close frame (1006): the process died or was cut off. */
      'abnormal-close',
      /** A handshake or connect that nobody answered. */
      'timeout',
      /** Name resolution, routing or TLS failed before anyone answered. */
      'network',
      /** A page of a proxy or captive portal answered in the provider's place. */
      'proxy',
      /** The other side ended a response before it was complete. */
      'dropped',
      /** It serves as many as it can, or takes no more connections. */
      'busy',
    ]),
    target: text,
  }),
  /** No response headers ever came. */
  v.object({ kind: v.literal('no-answer'), provider: text, silentMs: number }),
  /** Something was running and then nothing moved. */
  v.object({ kind: v.literal('stalled'), phase: text, silentMs: number }),
  v.object({
    kind: v.literal('exited'),
    exitCode: v.nullable(number),
    signal: v.nullable(text),
    stderrTail: text,
  }),
  /** It ended once it had all that it may: bytes of memory, or processes and threads. */
  v.object({ kind: v.literal('limit'), what: v.picklist(['memory', 'tasks']), most: number }),
  v.object({ kind: v.literal('broken-pipe') }),
  v.object({ kind: v.literal('protocol') }),
  /** The thread that reads a process for us froze, ended, had no memory left, or said too much. */
  v.object({
    kind: v.literal('keeper'),
    why: v.picklist(['frozen', 'ended', 'memory', 'flooded']),
  }),
  v.object({ kind: v.literal('incompatible'), found: text, needed: text }),
  v.object({ kind: v.literal('not-found'), command: text }),
  /** codex's sandbox runs no command here: it has no bubblewrap, or may make no user namespaces. */
  v.object({ kind: v.literal('no-sandbox') }),
  v.object({
    kind: v.literal('misconfigured'),
    what: text,
    /** The folder it is about, as it was named; left out when it is about something else. */
    folder: v.exactOptional(text),
  }),
  v.object({ kind: v.literal('pairing-required'), requestId: v.nullable(text) }),
  v.object({ kind: v.literal('missing-scope'), scope: text }),
  v.object({ kind: v.literal('invalid-input'), what: text }),
  v.object({ kind: v.literal('unknown-id'), what: text }),
  v.object({ kind: v.literal('needs-confirmation'), what: text }),
  v.object({ kind: v.literal('storage'), what: text }),
  /** A file of the person's that is there and could not be read. */
  v.object({ kind: v.literal('unreadable'), what: text }),
  /** The desktop did not open a folder or file of ours. */
  v.object({ kind: v.literal('not-opened'), what: text }),
  /** It was not made, because it would have held what it must not. */
  v.object({ kind: v.literal('would-leak'), what: text }),
  v.object({ kind: v.literal('unexpected') }),
]);

/** A failure as it is read back from a file or a socket. */
export const FailureSchema = v.intersect([
  FailureCauseSchema,
  v.object({
    /** Raw text of the other side, its secrets taken out where it came in; empty when it said nothing. */
    detail: text,
    /** The code it was decided from (codexErrorInfo, JSON-RPC code, errno, close code). */
    code: v.nullable(text),
  }),
]);

/** What a failure is. */
export type FailureCause = Readonly<v.InferOutput<typeof FailureCauseSchema>>;

/** A failure as plain data: its cause plus what the fold "Raw error" shows. */
export type Failure = Readonly<v.InferOutput<typeof FailureSchema>>;

/** Why something that is waited for cannot be reached. */
export type UnreachableReason = Extract<FailureCause, { readonly kind: 'unreachable' }>['reason'];

/** What a failure holds at the most, in UTF-16 units: it is in every snapshot, and kept. */
export const failureLimits = { detail: 16_384, code: 128, word: 1_024, stderrTail: 8_192 } as const;

const limitOf = (member: string): number =>
  member === 'stderrTail' ? failureLimits.stderrTail : failureLimits.word;

/**
 * Completes a cause to a failure. Whatever the other side wrote into it, it stays within
 * `failureLimits`.
 */
export const failure = (
  cause: FailureCause,
  detail = '',
  code: string | number | null = null,
): Failure => {
  const members = Object.entries(cause).map(([member, value]: readonly [string, unknown]) =>
    typeof value === 'string' ? [member, cutText(value, limitOf(member))] : [member, value],
  );
  return {
    // Each text is its own beginning, and nothing else was changed.
    ...(Object.fromEntries(members) as FailureCause),
    detail: cutText(detail, failureLimits.detail),
    code: code === null ? null : cutText(String(code), failureLimits.code),
  };
};

/** The HTTP status a failure stands for, or null. */
export const statusOf = (failed: Failure): number | null => {
  switch (failed.kind) {
    case 'unauthorized':
      return failed.generation === 0 ? null : 401;
    case 'forbidden':
      return 403;
    case 'rate-limited':
      return 429;
    case 'provider-error':
      return failed.status;
    default:
      return null;
  }
};

/** The provider a failure names, or null. */
export const providerOf = (failed: Failure): string | null =>
  'provider' in failed ? failed.provider : null;
