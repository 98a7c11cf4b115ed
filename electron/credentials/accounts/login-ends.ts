import type { LoginEnd } from '../../codex/account-server.ts';
import { deferred, type Deferred } from '../../base/promises.ts';

/** The ends of an app-server's sign-ins by their id; one may end before its start was answered. */
export class LoginEnds {
  readonly #ends = new Map<string, Deferred<LoginEnd>>();

  take(end: LoginEnd): void {
    if (end.loginId !== null) this.#entry(end.loginId).resolve(end);
  }

  /** Settles when that sign-in ended; never, when nobody says so. */
  of(loginId: string): Promise<LoginEnd> {
    return this.#entry(loginId).promise;
  }

  #entry(loginId: string): Deferred<LoginEnd> {
    const entry = this.#ends.get(loginId) ?? deferred<LoginEnd>();
    this.#ends.set(loginId, entry);
    return entry;
  }
}
