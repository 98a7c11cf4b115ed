import { randomUUID } from 'node:crypto';

import type { SignInFlow } from '../../../shared/credential.ts';
import type { Failure } from '../../../shared/failure.ts';
import { ok, type Reply } from '../../../shared/result.ts';
import { invalidInput, unknownId } from '../../base/errors.ts';
import { deferred } from '../../base/promises.ts';
import { type Redact, redactedTexts } from '../../base/redact.ts';
import type { WireSession } from '../../wire/wire-session.ts';
import type { AdminOpening } from '../link/admin-session.ts';
import { judgeThrown } from '../link/gateway-failure.ts';
import { driveLogin, patienceMs } from './drive-login.ts';
import type { ModelBook } from './model-book.ts';
import { pageOfNews, signInOfNews, SignInPage, type SignInPageDeps } from './sign-in-shown.ts';
import type { WizardNews } from './wizard-news.ts';
import { WizardQuestion, type WizardReply, type WizardValue } from './wizard-question.ts';

export interface ModelSignInDeps extends SignInPageDeps {
  readonly book: ModelBook;
  readonly openAdmin: (signal: AbortSignal) => Promise<AdminOpening>;
  readonly onSecret: (secret: string) => void;
  readonly redact: Redact;
  /** The gateway's own word of it is to be read again. */
  readonly onChanged: () => void;
  /** Between two questions whether somebody else's sign-in is over. */
  readonly busyMs: number;
}

interface Attempt {
  readonly provider: string;
  readonly flow: SignInFlow;
  readonly stop: AbortController;
  readonly over: Promise<null>;
  readonly question: WizardQuestion;
  readonly page: SignInPage;
}

/**
 * The gateway's own sign-in to a provider (openclaw 2026.9.6), one at a time, each on an
 * administrator's session that lasts as long as it does: the gateway takes answers from that
 * connection only.
 */
export class ModelSignIn {
  readonly #deps: ModelSignInDeps;
  #attempt: Attempt | null = null;

  constructor(deps: ModelSignInDeps) {
    this.#deps = deps;
  }

  /** Begins; how it goes is in the row's `signIn`. */
  begin(provider: string, flow: SignInFlow): Reply<null> {
    const { book, onSecret } = this.#deps;
    const logins = book.get(provider)?.logins ?? [];
    const login = logins.find((one) => one.flow === flow) ?? logins[0];
    if (login === undefined) return invalidInput('OpenClaw offers no sign-in for this provider');
    if (this.#attempt !== null) return invalidInput('another sign-in at the gateway is under way');
    const gone = deferred<null>();
    const attempt: Attempt = {
      provider,
      flow: login.flow,
      stop: new AbortController(),
      over: gone.promise,
      question: new WizardQuestion(onSecret),
      page: new SignInPage(this.#deps),
    };
    this.#attempt = attempt;
    void this.#run(attempt, login.choice).finally(() => {
      this.#attempt = null;
      gone.resolve(null);
    });
    return ok(null);
  }

  /** Ends what is under way, or takes the last word away. Settles when it is over. */
  async cancel(provider: string): Promise<void> {
    await this.#end(this.#of(provider));
    this.#deps.book.signIn(provider, null);
  }

  answer(provider: string, stepId: string, value: WizardValue): Reply<null> {
    const question = this.#of(provider)?.question;
    return question?.answer(stepId, value) ?? notUnderWay;
  }

  /** Opens the page of the sign-in again. */
  async open(provider: string): Promise<Reply<null>> {
    const page = this.#of(provider)?.page;
    return page?.openAgain() ?? notUnderWay;
  }

  /** What is to be copied of a sign-in under way; null when there is nothing. */
  textOf(provider: string): string | null {
    return this.#of(provider)?.page.text ?? null;
  }

  async close(): Promise<void> {
    await this.#end(this.#attempt);
  }

  async #end(attempt: Attempt | null): Promise<void> {
    attempt?.stop.abort();
    await attempt?.over;
  }

  #of(provider: string): Attempt | null {
    return this.#attempt?.provider === provider ? this.#attempt : null;
  }

  async #run(attempt: Attempt, authChoice: string): Promise<void> {
    const { book, clock, openAdmin, onChanged } = this.#deps;
    const { provider, flow, stop } = attempt;
    const { signal } = stop;
    book.signIn(provider, { phase: 'starting', flow, since: clock.now() });
    book.hold(provider, 'sign-in', true);
    try {
      const opening = await openAdmin(signal);
      if (opening.ok) await this.#login(attempt, authChoice, opening.session);
      else this.#failed(attempt, opening.failure);
    } finally {
      book.hold(provider, 'sign-in', false);
      onChanged();
    }
  }

  async #login(attempt: Attempt, authChoice: string, session: WireSession): Promise<void> {
    const { book, clock, busyMs } = this.#deps;
    const { provider, flow } = attempt;
    const { signal } = attempt.stop;
    const person = {
      onBusy: () => {
        book.signIn(provider, { phase: 'queued', flow, behind: 'someone else' });
        return clock.pause(busyMs, signal);
      },
      onNews: (news: WizardNews) => this.#told(attempt, news, session.ended),
    };
    try {
      await driveLogin(session, { sessionId: randomUUID(), authChoice }, person, signal);
    } catch (thrown) {
      this.#failed(attempt, judgeThrown(thrown).failure);
    } finally {
      await session.close();
    }
  }

  #failed({ provider, flow, stop }: Attempt, why: Failure): void {
    if (stop.signal.aborted) return;
    // A gateway may repeat the answer that it refuses.
    const failed = redactedTexts(why, this.#deps.redact);
    this.#deps.book.signIn(provider, { phase: 'failed', flow, failure: failed });
  }

  /** Shows the news, and waits for the person where an answer is needed. */
  async #told(
    { provider, flow, stop, question, page }: Attempt,
    news: WizardNews,
    sessionEnded: Promise<unknown>,
  ): Promise<WizardReply | null> {
    const { book, clock, redact } = this.#deps;
    const told = pageOfNews(news);
    const shown = told === null ? null : await page.show(told);
    if (news.kind === 'done') this.#worked(provider);
    const name = book.get(provider)?.name ?? provider;
    const now = clock.now();
    book.signIn(provider, signInOfNews(news, { flow, name, page: shown, now, patienceMs, redact }));
    if (news.kind !== 'step' || news.step.type === 'progress') return null;
    return question.ask(news, sessionEnded, stop.signal);
  }

  /** A sign-in that the provider has just granted is a new one, and works. */
  #worked(provider: string): void {
    const { book, clock } = this.#deps;
    book.renewed(provider);
    const { generation } = book.standing(provider);
    const seen = { at: clock.now(), by: 'the sign-in', begunAfterRefusal: true };
    book.saw(provider, generation, { kind: 'worked', ...seen });
  }
}

const notUnderWay = unknownId('such sign-in any more');
