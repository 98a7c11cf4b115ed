import type { Failure } from './failure.ts';

/** One thing that a spawn would meet; what is all right is not told. */
export type PreflightFinding =
  /** It would fail at once: no codex, no folder. */
  | { readonly kind: 'will-fail'; readonly failure: Failure }
  /** It would wait: the sign-in was refused then, or there is none at hand (null). */
  | {
      readonly kind: 'will-wait';
      readonly credentialId: string;
      readonly provider: string;
      readonly refusedAt: number | null;
      /** There is one, in a password store that is locked. */
      readonly isLockedAway?: true;
    }
  /**
   * Its commands could write far beyond one piece of work: to be agreed to before it is started.
   * `others` are helpers and sessions that write below its folder.
   */
  | {
      readonly kind: 'writes-widely';
      readonly folder: string;
      readonly reach: 'everything' | 'home' | 'others';
      readonly others: readonly string[];
    }
  /** A helper or a session of that name writes in the same folder. */
  | {
      readonly kind: 'writes-with';
      readonly folder: string;
      readonly who: 'helper' | 'session';
      readonly name: string;
    }
  /** Its folder has not answered yet; asking again some seconds later tells. */
  | { readonly kind: 'folder-slow' }
  | { readonly kind: 'will-queue'; readonly alive: number; readonly limit: number }
  /** Something of the machine is nearly used up. */
  | {
      readonly kind: 'short-of';
      readonly what: 'processes' | 'memory' | 'disk';
      /** Processes, or bytes. */
      readonly left: number;
    }
  /** The sign-in ends soon and cannot renew itself. */
  | { readonly kind: 'ends-soon'; readonly credentialId: string; readonly endsAt: number }
  /**
   * Its requests would run inside the gateway, on the credential of that session's model provider:
   * a refusal would put that into cooldown for the session too.
   */
  | { readonly kind: 'shares-with-session'; readonly provider: string; readonly session: string };

/** What a spawn would meet, looked at without any model call. */
export interface Preflight {
  readonly findings: readonly PreflightFinding[];
  /** Version of codex; null while none was found. */
  readonly codex: string | null;
  /** How long the look took, in ms. */
  readonly tookMs: number;
}
