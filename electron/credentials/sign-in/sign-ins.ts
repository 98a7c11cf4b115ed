import type { SignInFlow, SignInView } from '../../../shared/credential.ts';
import type { Clock } from '../../base/clock.ts';
import type { BegunSignIn } from '../accounts/account-owner.ts';
import type { OpenBrowser } from './open-browser.ts';
import type { PortHolder } from './port-holder.ts';
import { SignIn } from './sign-in.ts';
import { Turns } from '../accounts/turns.ts';

export interface SignInsDeps {
  /** Throws a FailureError. */
  readonly begin: (id: string, flow: SignInFlow, signal: AbortSignal) => Promise<BegunSignIn>;
  /** `proven` when the account's backend took the token. */
  readonly keep: (id: string, begun: BegunSignIn, proven: boolean) => Promise<void>;
  readonly labelOf: (id: string) => string;
  /** Who listens where codex waits for a browser. */
  readonly portHolder: () => Promise<PortHolder | null>;
  readonly openBrowser: OpenBrowser;
  readonly copy: (text: string) => Promise<void>;
  readonly issuer: string;
  readonly clock: Clock;
  readonly onChange: () => void;
}

/** The sign-ins under way and the last word of those that ended, one per account. */
export class SignIns {
  readonly #deps: SignInsDeps;
  readonly #signIns = new Map<string, SignIn>();
  /** codex waits for every browser on one port. */
  readonly #browser = new Turns<string>();

  constructor(deps: SignInsDeps) {
    this.#deps = deps;
  }

  of(id: string): SignInView | null {
    return this.#signIns.get(id)?.view ?? null;
  }

  /** Begins a sign-in in place of the one before. How it goes is its view. */
  begin(id: string, flow: SignInFlow): void {
    const before = this.#signIns.get(id)?.cancel() ?? Promise.resolve();
    const { begin, keep, labelOf, portHolder, openBrowser, issuer, clock, onChange } = this.#deps;
    const signIn = new SignIn(flow, before, {
      begin: (how, signal) => begin(id, how, signal),
      keep: (begun, proven) => keep(id, begun, proven),
      enter: () => this.#browser.enter(id),
      behind: () => labelOf(this.#browser.current ?? id),
      portHolder,
      openBrowser,
      issuer,
      clock,
      onChange,
    });
    this.#signIns.set(id, signIn);
    onChange();
  }

  /** Ends a sign-in, or takes its last word away. Settles when nothing of it runs. */
  async cancel(id: string): Promise<void> {
    const signIn = this.#signIns.get(id);
    await signIn?.cancel();
    if (signIn !== undefined && this.#signIns.get(id) === signIn) this.#signIns.delete(id);
  }

  /** Opens the page of a sign-in again; false when there is none, or no browser. */
  open(id: string): Promise<boolean> {
    return this.#signIns.get(id)?.open() ?? Promise.resolve(false);
  }

  /** Copies the code, or the address where there is no code; false when there is neither. */
  async copy(id: string): Promise<boolean> {
    const text = this.#signIns.get(id)?.toCopy ?? null;
    if (text === null) return false;
    await this.#deps.copy(text);
    return true;
  }

  /** Ends all of them; settles when none runs. Twice is safe. */
  async close(): Promise<void> {
    await Promise.all([...this.#signIns.keys()].map((id) => this.cancel(id)));
  }
}
