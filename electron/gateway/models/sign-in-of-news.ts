import type { SignInFlow, SignInView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { redactedStep, type Redact } from '../link/redacted-texts.ts';
import type { ShownPage } from './sign-in-page.ts';
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
