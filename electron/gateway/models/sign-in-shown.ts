import type { SignInFlow, SignInView, WizardStep } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { failed, ok, type Reply } from '../../../shared/result.ts';
import type { Clock } from '../../base/clock.ts';
import { unknownId } from '../../base/errors.ts';
import type { Redact } from '../../base/redact.ts';
import type { WizardNews } from './wizard-news.ts';

export interface SignInContext {
  readonly flow: SignInFlow;
  /** The provider, as the person knows it. */
  readonly name: string;
  /** The page that the news told of; null when it told of none. */
  readonly page: ShownPage | null;
  readonly now: number;
  /** From the page on, for how long the gateway waits for the person. */
  readonly patienceMs: number;
  readonly redact: Redact;
}

/** How a sign-in at the gateway stands after its news, without secrets; null when it is cancelled. */
export const signInOfNews = (news: WizardNews, context: SignInContext): SignInView | null => {
  const { flow, name, now, page, patienceMs, redact } = context;
  const { since, opened } = page ?? { since: now, opened: false };
  switch (news.kind) {
    case 'code': {
      const { code: userCode, url: verificationUrl, lastsMs } = news.code;
      const endsAt = since + lastsMs;
      return { phase: 'device', since, endsAt, verificationUrl, userCode, pace: 'pending', opened };
    }
    case 'page':
      return { phase: 'browser', since, endsAt: since + patienceMs, opened };
    case 'step':
      return { phase: 'wizard', step: redactedStep(news.step, redact) };
    case 'done':
      return { phase: 'done', at: now };
    case 'cancelled':
      return null;
    case 'failed': {
      const cause = { kind: 'provider-error', provider: name, status: null } as const;
      return { phase: 'failed', flow, failure: failure(cause, redact(news.words)) };
    }
  }
};

/** A step of a sign-in with its words redacted; its address and what can be answered stay. */
const redactedStep = (step: WizardStep, redact: Redact): WizardStep => ({
  ...step,
  title: step.title === null ? null : redact(step.title),
  message: redact(step.message),
  options: step.options.map((option) => ({ ...option, label: redact(option.label) })),
});

/** The page that belongs to the news, with what the person may want to copy of it; null without. */
export const pageOfNews = (
  news: WizardNews,
): { readonly url: string; readonly text: string } | null => {
  switch (news.kind) {
    case 'code':
      return { url: news.code.url, text: news.code.code };
    case 'page':
      return { url: news.url, text: news.url };
    case 'step':
      return news.step.url === null ? null : { url: news.step.url, text: news.step.url };
    case 'done':
    case 'cancelled':
    case 'failed':
      return null;
  }
};

export interface SignInPageDeps {
  readonly clock: Clock;
  /** Opens a page in the person's browser; false when there is none. */
  readonly openPage: (url: string) => Promise<boolean>;
}

/** A page that was told, since when (epoch ms), and whether it could be opened. */
export interface ShownPage {
  readonly url: string;
  /** What the person may want to copy: the code, else the address. */
  readonly text: string;
  readonly since: number;
  readonly opened: boolean;
}

/** The page on which a sign-in is to be finished in the browser. */
export class SignInPage {
  readonly #deps: SignInPageDeps;
  #shown: ShownPage | null = null;

  constructor(deps: SignInPageDeps) {
    this.#deps = deps;
  }

  get text(): string | null {
    return this.#shown?.text ?? null;
  }

  /** Opens it once by itself; told again, it is the same one. */
  async show({ url, text }: Pick<ShownPage, 'url' | 'text'>): Promise<ShownPage> {
    if (this.#shown?.url === url && this.#shown.text === text) return this.#shown;
    const { clock, openPage } = this.#deps;
    const shown = { url, text, since: clock.now(), opened: await openPage(url) };
    this.#shown = shown;
    return shown;
  }

  async openAgain(): Promise<Reply<null>> {
    if (this.#shown === null) return unknownId('page to open');
    return (await this.#deps.openPage(this.#shown.url))
      ? ok(null)
      : failed(failure({ kind: 'not-found', command: 'a browser' }));
  }
}
