import type { SignInFlow, SignInView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { failed, ok, type Reply } from '../../../shared/result.ts';
import type { AccountRecord } from '../../../shared/settings.ts';
import type { Clock } from '../../base/clock.ts';
import { invalidInput } from '../../base/errors.ts';
import { deferred, type Deferred } from '../../base/promises.ts';
import type { CommandHandlers } from '../../ports/commands.ts';
import type { OpenBrowser, PortHolder } from './browser.ts';
import { SignIn, type BegunSignIn, type Turn } from './sign-in.ts';

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

interface Waiting<T> {
  readonly who: T;
  readonly turn: Deferred<undefined>;
}

/** One at a time, in the order in which they came. */
class Turns<T> {
  #line: readonly Waiting<T>[] = [];

  /** Whose turn it is; null when nobody's. */
  get current(): T | null {
    return this.#line[0]?.who ?? null;
  }

  enter(who: T): Turn {
    const entry: Waiting<T> = { who, turn: deferred() };
    this.#line = [...this.#line, entry];
    this.#callFirst();
    return {
      isFirst: this.#line[0] === entry,
      turn: entry.turn.promise.then(() => undefined),
      leave: () => {
        this.#line = this.#line.filter((one) => one !== entry);
        this.#callFirst();
      },
    };
  }

  #callFirst(): void {
    this.#line[0]?.turn.resolve(undefined);
  }
}

/** The commands of a sign-in that is under way, or to begin. */
export type SignInCommand = `credentials.sign-in${'' | '-cancel' | '-open' | '-copy'}`;

/** What a person does with the sign-ins of accounts; `own` refuses an id that is no account of ours. */
export const signInCommands = (
  own: (id: string) => Reply<AccountRecord>,
  signIns: SignIns,
): Pick<CommandHandlers, SignInCommand> => {
  const noSignIn = invalidInput('No sign-in is under way.');
  return {
    'credentials.sign-in': ({ id, flow }) => {
      const found = own(id);
      if (!found.ok) return found;
      signIns.begin(id, flow);
      return ok(null);
    },
    'credentials.sign-in-cancel': async ({ id }) => {
      const found = own(id);
      if (!found.ok) return found;
      await signIns.cancel(id);
      return ok(null);
    },
    'credentials.sign-in-open': async ({ id }) => {
      const found = own(id);
      if (!found.ok) return found;
      if (await signIns.open(id)) return ok(null);
      return signIns.of(id) === null
        ? noSignIn
        : failed(failure({ kind: 'not-found', command: 'xdg-open' }));
    },
    'credentials.sign-in-copy': async ({ id }) => {
      const found = own(id);
      if (!found.ok) return found;
      return (await signIns.copy(id)) ? ok(null) : noSignIn;
    },
  };
};
