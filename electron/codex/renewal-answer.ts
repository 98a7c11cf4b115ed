import type { Clock } from '../base/clock.ts';
import type { AccountGrant, Renewal } from './client.ts';
import type { RpcAnswer } from './rpc-client.ts';

/** codex 0.169.0 gives a refresh up after 10 s, and then tells nothing of why. */
export const renewalMs = 9_000;

/**
 * The codes of a refused `account/chatgptAuthTokens/refresh`. codex shows nothing but the code, in
 * the message of the turn that fails of it.
 */
export const renewalCodes = { none: -32_001, unavailable: -32_002 } as const;

/** Access tokens that one client is given in so many ms; codex needs one in an hour. */
const renewalsMax = 3;
const renewalsMs = 60_000;

/** What one client asks of its account: once at a time, and seldom, since others live on it too. */
export class Renewals {
  readonly #renew: (held: string) => Promise<Renewal>;
  readonly #clock: Pick<Clock, 'monotonic'>;
  #renewing: Promise<Renewal> | null = null;
  #begunAt: readonly number[] = [];

  constructor(renew: (held: string) => Promise<Renewal>, clock: Pick<Clock, 'monotonic'>) {
    this.#renew = renew;
    this.#clock = clock;
  }

  /**
   * A token in place of the one that is held; `none` where none is, `unavailable` when asked too often,
   * or when a renewal already takes longer than codex waits.
   */
  ask(held: string | null): Promise<Renewal> {
    if (held === null) return Promise.resolve({ kind: 'none' });
    const now = this.#clock.monotonic();
    if (this.#renewing !== null) {
      const hangs = now - (this.#begunAt.at(-1) ?? now) >= renewalMs;
      return hangs ? Promise.resolve({ kind: 'unavailable' }) : this.#renewing;
    }
    this.#begunAt = this.#begunAt.filter((at) => now - at < renewalsMs);
    if (this.#begunAt.length >= renewalsMax) return Promise.resolve({ kind: 'unavailable' });
    this.#begunAt = [...this.#begunAt, now];
    this.#renewing = this.#renew(held).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }
}

/** The answer's `result` for a renewed token (codex 0.169.0, ChatgptAuthTokensRefreshResponse). */
const tokens = ({ accessToken, accountId, plan }: AccountGrant) => ({
  accessToken,
  chatgptAccountId: accountId,
  chatgptPlanType: plan,
});

/**
 * Answers `account/chatgptAuthTokens/refresh` (codex 0.169.0) within 9 s: with a token, or with the
 * code that says why there is none. `onGrant` is told of the token first. Never rejects.
 */
export const renewalAnswer = async (
  renewing: Promise<Renewal>,
  clock: Clock,
  onGrant: (grant: AccountGrant) => void,
): Promise<RpcAnswer> => {
  const over = new AbortController();
  const late = clock.pause(renewalMs, over.signal).then((): Renewal => ({ kind: 'unavailable' }));
  const renewal = await Promise.race([renewing, late]);
  over.abort();
  switch (renewal.kind) {
    case 'renewed':
      onGrant(renewal.grant);
      return { result: tokens(renewal.grant) };
    case 'none':
      return { error: { code: renewalCodes.none, message: 'there is no other token' } };
    case 'unavailable':
      return { error: { code: renewalCodes.unavailable, message: 'no token can be had now' } };
  }
};
