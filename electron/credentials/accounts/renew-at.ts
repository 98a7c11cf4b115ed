import type { Clock } from '../../base/clock.ts';
import type { AuthStatus } from '../../codex/account-server.ts';
import type { AccountProcess } from './account-process.ts';
import type { AccountPlace } from '../sign-in/sign-in-places.ts';

/** What a renewal comes to. */
export type OwnerRenewal =
  | { readonly kind: 'token'; readonly accessToken: string }
  /** The issuer refused, and nothing but a sign-in changes that. */
  | { readonly kind: 'refused' }
  /** Nobody is signed in any more. */
  | { readonly kind: 'signed-out' }
  /** The issuer, or codex itself, could not be asked. */
  | { readonly kind: 'unavailable' };

/** How long a command line that is not ours may take to store what it just renewed. */
const secondLookMs = 2_000;

type RenewingProcess = Pick<AccountProcess, 'with' | 'hold' | 'letGo' | 'signal'>;

/**
 * Another access token than `held` of the sign-in in a place; null asks the issuer in any case.
 * Rejects when codex cannot be started.
 */
export const renewAt = (
  place: AccountPlace,
  held: string | null,
  process: RenewingProcess,
  clock: Clock,
): Promise<OwnerRenewal> =>
  process.with(place, async ({ server }) => {
    const now = await server.status(false);
    if (now.kind === 'token' && held !== null && now.accessToken !== held) {
      return { kind: 'token', accessToken: now.accessToken };
    }
    const before = now.kind === 'token' ? now.accessToken : null;
    return renewalOf(await confirmed(place, await server.status(true), process, clock), before);
  });

/**
 * Looks twice at a refusal: a command line that shares the place may just have renewed it, and
 * what gave no reason may have been a proxy. Null when nothing can be said of it.
 */
const confirmed = async (
  place: AccountPlace,
  first: AuthStatus,
  process: RenewingProcess,
  clock: Clock,
): Promise<AuthStatus | null> => {
  if (first.kind !== 'refused') return first;
  let last: AuthStatus = first;
  if (place === 'codex') {
    await clock.pause(secondLookMs, process.signal);
    last = await (await process.hold(place)).server.status(true);
  }
  // What lives in memory cannot be read anew: that sign-in is over, whoever ended it.
  if (last.kind !== 'refused' || last.named || place === 'ephemeral') return last;
  await process.letGo();
  const { server } = await process.hold(place);
  // Where the backend cannot be reached either, it was no issuer that answered.
  if ((await server.read()).kind === 'unknown') return null;
  return server.status(true);
};

const renewalOf = (status: AuthStatus | null, before: string | null): OwnerRenewal => {
  if (status === null) return { kind: 'unavailable' };
  switch (status.kind) {
    case 'token':
      // codex keeps the old token when the issuer could not be reached, and says nothing of it.
      return status.accessToken === before
        ? { kind: 'unavailable' }
        : { kind: 'token', accessToken: status.accessToken };
    case 'refused':
      return { kind: 'refused' };
    case 'signed-out':
    case 'other':
      return { kind: 'signed-out' };
  }
};
