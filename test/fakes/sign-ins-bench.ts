import type { BegunSignIn } from '../../electron/credentials/sign-in/sign-in.ts';
import type { PortHolder } from '../../electron/credentials/sign-in/browser.ts';
import { SignIns } from '../../electron/credentials/sign-in/sign-ins.ts';
import type { AuthStatus, LoginEnd, LoginStarted } from '../../electron/codex/account-server.ts';
import { deferred, type Deferred } from '../../electron/base/promises.ts';
import type { SignInFlow } from '../../shared/credential.ts';
import { ManualClock, settle } from './manual-clock.ts';

/** In ms. */
export const minute = 60_000;

/** A sign-in at the issuer that a test ends by hand. */
interface Begun {
  readonly id: string;
  readonly flow: SignInFlow;
  readonly ended: Deferred<LoginEnd>;
  readonly tell: () => void;
  status: AuthStatus;
  cancelled: boolean;
}

/** The sign-ins of accounts whose issuer, browser and port a test plays. */
export class SignInsBench {
  readonly clock = new ManualClock();
  readonly begun: Begun[] = [];
  /** What was made an account's, and whether its backend took the token. */
  readonly kept: (readonly [string, boolean])[] = [];
  readonly pages: string[] = [];
  readonly copied: string[] = [];
  /** Who else holds the port of a browser sign-in. */
  holder: PortHolder | null = null;
  browserOpens = true;
  /** Awaited before each begins; throwing makes it fail. */
  onBegin: () => Promise<void> = () => Promise.resolve();

  readonly signIns = new SignIns({
    begin: async (id, flow) => {
      await this.onBegin();
      return this.#begin(id, flow);
    },
    keep: (id, _begun, proven) => {
      this.kept.push([id, proven]);
      return Promise.resolve();
    },
    labelOf: (id) => id.toUpperCase(),
    portHolder: () => Promise.resolve(this.holder),
    openBrowser: (url) => {
      this.pages.push(url);
      return Promise.resolve(this.browserOpens);
    },
    copy: (text) => {
      this.copied.push(text);
      return Promise.resolve();
    },
    issuer: 'OpenAI',
    clock: this.clock,
    onChange: () => undefined,
  });

  /** Begins one, as a click does. */
  async start(id: string, flow: SignInFlow): Promise<void> {
    this.signIns.begin(id, flow);
    await settle();
  }

  /** The newest that was begun. */
  last(): Begun {
    const one = this.begun.at(-1);
    if (one === undefined) throw new Error('nothing was begun');
    return one;
  }

  /** The newest ends: well, or in the words of codex. */
  async end(words: string | null): Promise<void> {
    this.last().ended.resolve({ loginId: null, success: words === null, words: words ?? '' });
    await settle();
  }

  #begin(id: string, flow: SignInFlow): BegunSignIn {
    const listeners = new Set<() => void>();
    const ended = deferred<LoginEnd>();
    const one: Begun = {
      id,
      flow,
      ended,
      tell: () => {
        for (const listener of listeners) listener();
      },
      status: { kind: 'signed-out' },
      cancelled: false,
    };
    this.begun.push(one);
    const n = this.begun.length;
    const started: LoginStarted =
      flow === 'browser'
        ? { flow, loginId: `l${n}`, url: `https://issuer.example/${n}` }
        : { flow, loginId: `l${n}`, url: 'https://issuer.example/device', userCode: `CODE-${n}` };
    return {
      started,
      ended: ended.promise,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      status: () => Promise.resolve(one.status),
      keep: () => Promise.resolve(),
      cancel: () => {
        one.cancelled = true;
        return Promise.resolve();
      },
    };
  }
}
