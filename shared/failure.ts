/** Why a gateway link waits to be reachable again; each has its own sentence. */
export type UnreachableReason =
  /** ECONNREFUSED or no socket at all. */
  | 'not-listening'
  /** The gateway said `UNAVAILABLE` with reason `startup-sidecars`, or closed with 1013. */
  | 'starting'
  /** `shutdown` with `restartExpectedMs`, or 1012 after it. */
  | 'restarting'
  /** `shutdown` without `restartExpectedMs`. */
  | 'stopped'
  /** The socket ended with no close frame (1006): the process died or was cut off. */
  | 'abnormal-close'
  /** A handshake or connect that nobody answered. */
  | 'timeout'
  /** Name resolution, routing or TLS failed before anyone answered. */
  | 'network'
  /** A page of a proxy or captive portal answered in the provider's place. */
  | 'proxy'
  /** The other side ended a response before it was complete. */
  | 'dropped';

/** What a failure is, decided once at the edge where the code is still known. */
export type FailureCause =
  /**
   * The provider (or the gateway) itself refused the credential: 401 and nothing else.
   * `generation` 0 means that no secret is at hand, so nothing was sent; `isLockedAway` that there
   * is one, in a password store that cannot be read.
   */
  | {
      readonly kind: 'unauthorized';
      readonly credentialId: string;
      readonly generation: number;
      readonly provider: string;
      readonly isLockedAway?: true;
    }
  | { readonly kind: 'forbidden'; readonly provider: string }
  /** Nothing short of a model call tells whether the provider takes the key. */
  | { readonly kind: 'cannot-tell'; readonly provider: string }
  | {
      readonly kind: 'rate-limited' | 'quota';
      readonly provider: string;
      /** Epoch ms at which it opens again, when the other side said so. */
      readonly opensAt?: number;
    }
  | {
      readonly kind: 'provider-error';
      readonly provider: string;
      /** HTTP status; null where codex names none. */
      readonly status: number | null;
    }
  | { readonly kind: 'unreachable'; readonly reason: UnreachableReason; readonly target: string }
  /** No response headers ever came. */
  | { readonly kind: 'no-answer'; readonly provider: string; readonly silentMs: number }
  /** Something was running and then nothing moved. */
  | { readonly kind: 'stalled'; readonly phase: string; readonly silentMs: number }
  | {
      readonly kind: 'exited';
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly stderrTail: string;
    }
  | { readonly kind: 'broken-pipe' }
  | { readonly kind: 'protocol' }
  | { readonly kind: 'incompatible'; readonly found: string; readonly needed: string }
  | { readonly kind: 'not-found'; readonly command: string }
  | {
      readonly kind: 'misconfigured';
      readonly what: string;
      /** The folder it is about, as it was named; left out when it is about something else. */
      readonly folder?: string;
    }
  | { readonly kind: 'pairing-required'; readonly requestId: string | null }
  | { readonly kind: 'missing-scope'; readonly scope: string }
  | { readonly kind: 'invalid-input'; readonly what: string }
  | { readonly kind: 'unknown-id'; readonly what: string }
  | { readonly kind: 'needs-confirmation'; readonly what: string }
  | { readonly kind: 'storage'; readonly what: string }
  | { readonly kind: 'unexpected' };

/** A failure as plain data: its cause plus what the fold "Raw error" shows. */
export type Failure = FailureCause & {
  /** Raw text of the other side, its secrets taken out where it came in; empty when it said nothing. */
  readonly detail: string;
  /** The code it was decided from (codexErrorInfo, JSON-RPC code, errno, close code). */
  readonly code: string | null;
};

/** Completes a cause to a failure. */
export const failure = (
  cause: FailureCause,
  detail = '',
  code: string | number | null = null,
): Failure => ({ ...cause, detail, code: code === null ? null : String(code) });

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
