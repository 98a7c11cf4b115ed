import type { SignInFlow } from '../../../shared/credential.ts';
import { failure, type Failure } from '../../../shared/failure.ts';
import { deferred, type Deferred } from '../../base/promises.ts';
import type { LoginEnd } from '../../codex/account-server.ts';

/** How a sign-in ended that did not succeed. */
export type SignInEnd =
  /** The code or the page is over; a new one can be asked for. */
  | { readonly kind: 'expired' }
  /** The issuer wants to be asked less often; codex gives the code up then. */
  | { readonly kind: 'slow-down' }
  | { readonly kind: 'denied'; readonly words: string }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** Signed in; `proven` is false while the account's backend has not taken the token. */
  | { readonly kind: 'signed-in'; readonly proven: boolean };

const ours = /^(account\/login\/start|Login server error|Error): /;

/** The words of the other side, without what codex and we put before them. */
const bare = (words: string): string => {
  let rest = words.trim();
  while (ours.test(rest)) rest = rest.replace(ours, '');
  return rest;
};

const statusIn = (words: string): number | null => {
  const found = /\bstatus (\d{3})\b/.exec(words)?.[1];
  return found === undefined ? null : Number(found);
};

/**
 * The Failure behind a sign-in that could not be begun or finished, from codex's own words: it tells
 * no code (codex app-server 0.169.0, `account/login/start` and `account/login/completed`). Pure.
 */
export const signInFailure = (words: string, issuer: string): Failure => {
  const said = bare(words);
  const status = statusIn(said);
  if (/keyring|secure storage/i.test(said)) {
    return failure({ kind: 'storage', what: 'the sign-in, in the password store' }, said);
  }
  if (said.includes('device code login is not enabled')) {
    return failure({ kind: 'misconfigured', what: `${issuer} gives no device codes` }, said);
  }
  if (status === 429) return failure({ kind: 'rate-limited', provider: issuer }, said, status);
  if (status !== null) {
    return failure({ kind: 'provider-error', provider: issuer, status }, said, status);
  }
  // A page in place of an answer: the network's own sign-in, most likely.
  if (/expected value at line|error decoding response|OAuth token response is invalid/.test(said)) {
    return failure({ kind: 'unreachable', reason: 'proxy', target: issuer }, said);
  }
  if (/error sending request|connection|dns|timed out/i.test(said)) {
    return failure({ kind: 'unreachable', reason: 'network', target: issuer }, said);
  }
  return failure({ kind: 'unexpected' }, said);
};

const deviceEnd = (said: string): SignInEnd | null => {
  if (said.includes('timed out after 15 minutes')) return { kind: 'expired' };
  if (!said.startsWith('device auth failed')) return null;
  switch (statusIn(said)) {
    case 410:
      return { kind: 'expired' };
    case 429:
      return { kind: 'slow-down' };
    case 400:
    case 401:
      return { kind: 'denied', words: '' };
    default:
      return null;
  }
};

/**
 * How a sign-in ended by the words of `account/login/completed` (codex app-server 0.169.0, `success`
 * false). Of a device code's end codex tells the HTTP status alone, of a browser's what the issuer
 * put into `error_description`. Pure.
 */
export const signInEnd = (flow: SignInFlow, words: string, issuer: string): SignInEnd => {
  const said = bare(words);
  // codex holds the sign-in then, and only does not know yet whose it is.
  if (said.startsWith('workspace routing discovery')) return { kind: 'signed-in', proven: false };
  const denied = /^Sign-in failed: (.*)$/s.exec(said)?.[1];
  if (denied !== undefined) return { kind: 'denied', words: denied };
  const device = flow === 'device' ? deviceEnd(said) : null;
  return device ?? { kind: 'failed', failure: signInFailure(said, issuer) };
};

/** Ends of sign-ins that nobody asked for yet; no app-server has so many at a time. */
const mostEnds = 32;

/** The ends of an app-server's sign-ins by their id; one may end before its start was answered. */
export class LoginEnds {
  readonly #ends = new Map<string, Deferred<LoginEnd>>();

  take(end: LoginEnd): void {
    const { loginId } = end;
    if (loginId === null || (this.#ends.size >= mostEnds && !this.#ends.has(loginId))) return;
    this.#entry(loginId).resolve(end);
  }

  /** Settles when that sign-in ended; never, when nobody says so. Asked once for each. */
  of(loginId: string): Promise<LoginEnd> {
    const { promise } = this.#entry(loginId);
    void promise.then(() => this.#ends.delete(loginId));
    return promise;
  }

  #entry(loginId: string): Deferred<LoginEnd> {
    const entry = this.#ends.get(loginId) ?? deferred<LoginEnd>();
    this.#ends.set(loginId, entry);
    return entry;
  }
}
