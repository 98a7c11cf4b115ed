import * as v from 'valibot';

import { WireRequestError } from '../../wire/wire-request-error.ts';
import type { WireSession } from '../../wire/wire-session.ts';

/** A key on its way into a gateway's store, and how far it came. */
export interface KeySwap {
  readonly apiKey: string;
  /** The profiles whose place it takes. */
  profileIds: readonly string[];
  /** Whether the key before is out of the store; `maybe` where no answer came. */
  oldIsOut: 'no' | 'maybe' | 'yes';
  stored: boolean;
}

const AnswerSchema = v.object({ warning: v.optional(v.nullable(v.string()), null) });

const wasAnswered = (thrown: unknown): boolean =>
  thrown instanceof WireRequestError && thrown.problem.kind === 'answered';

/**
 * Puts a new key in the place of another one (`models.authLogout`, then `models.authSetApiKey`,
 * openclaw 2026.9.6: a gateway would keep a new key in the old one's profile in its cooldown). Begun
 * again, it goes on where it stopped. Answers the gateway's warning that came with it, if one did.
 * Throws a WireRequestError; `swap` says what is stored then.
 */
export const swapModelKey = async (
  session: Pick<WireSession, 'request'>,
  provider: string,
  swap: KeySwap,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<string | null> => {
  const { profileIds, apiKey } = swap;
  if (profileIds.length > 0 && swap.oldIsOut !== 'yes') {
    const before = swap.oldIsOut;
    swap.oldIsOut = 'maybe';
    try {
      await session.request('models.authLogout', { provider, profileIds }, options);
      swap.oldIsOut = 'yes';
    } catch (thrown) {
      // Asked again, a refusal may as well say that the first time did it.
      if (before === 'no' && wasAnswered(thrown)) swap.oldIsOut = 'no';
      if (before === 'no' || !wasAnswered(thrown)) throw thrown;
    }
  }
  const answer = await session.request('models.authSetApiKey', { provider, apiKey }, options);
  swap.stored = true;
  const told = v.safeParse(AnswerSchema, answer);
  return told.success ? told.output.warning : null;
};
