import { failure, type Failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { SignInFlow } from '../../shared/credential.ts';
import type { Clock } from '../clock.ts';
import { deferred, type Deferred } from '../deferred.ts';
import type { WireSession } from '../wire/wire-session.ts';
import type { AdminOpening } from './admin-session.ts';
import { beginLogin } from './begin-login.ts';
import type { ModelBook } from './model-book.ts';
import { redactedStep, redactedTexts } from './redacted-texts.ts';
import { readingFailure } from './reading-failure.ts';
import { wizardAnswer, type WizardValue } from './wizard-answer.ts';
import { readWizardNews, type WizardNews } from './wizard-news.ts';

export interface ModelSignInDeps {
  readonly clock: Clock;
  readonly book: ModelBook;
  readonly openAdmin: (signal: AbortSignal) => Promise<AdminOpening>;
  readonly newId: () => string;
  /** Opens a page in the person's browser; false when there is none. */
  readonly openPage: (url: string) => Promise<boolean>;
  readonly onSecret: (secret: string) => void;
  readonly redact: (text: string) => string;
  /** The gateway's own word of it is to be read again. */
  readonly onChanged: () => void;
  /** Between two questions whether somebody else's sign-in is over. */
  readonly busyMs: number;
}

interface WizardAnswer {
  readonly stepId: string;
  readonly value: unknown;
}

interface Attempt {
  readonly provider: string;
  readonly flow: SignInFlow;
  readonly stop: AbortController;
  readonly over: Promise<null>;
  answer: {
    readonly asked: WizardNews & { readonly kind: 'step' };
    readonly given: Deferred<WizardAnswer>;
  } | null;
  page: Page | null;
}

/** A page to be finished in the browser, since it was first told. */
interface Page {
  readonly url: string;
  /** What the person may want to copy: the code, else the address. */
  readonly text: string;
  readonly since: number;
  readonly opened: boolean;
}

/** The gateway itself gives up after 25 min (openclaw 2026.9.6). */
const patienceMs = 25 * 60_000;
const cancelMs = 5_000;

/**
 * The gateway's own sign-in to a provider (`models.authLogin`, `wizard.next`, openclaw 2026.9.6),
 * one at a time, each on an administrator's session that lasts as long as it does: the gateway
 * takes answers from that connection only.
 */
export class ModelSignIn {
  readonly #deps: ModelSignInDeps;
  #attempt: Attempt | null = null;

  constructor(deps: ModelSignInDeps) {
    this.#deps = deps;
  }

  /** Begins; how it goes is in the row's `signIn`. */
  begin(provider: string, flow: SignInFlow): Reply<null> {
    const { book } = this.#deps;
    const logins = book.get(provider)?.logins ?? [];
    const login = logins.find((one) => one.flow === flow) ?? logins[0];
    if (login === undefined) {
      const what = 'OpenClaw offers no sign-in for this provider';
      return failed(failure({ kind: 'invalid-input', what }));
    }
    if (this.#attempt !== null) {
      const what = 'another sign-in at the gateway is under way';
      return failed(failure({ kind: 'invalid-input', what }));
    }
    const stop = new AbortController();
    const gone = deferred<null>();
    const attempt: Attempt = {
      provider,
      flow: login.flow,
      stop,
      over: gone.promise,
      answer: null,
      page: null,
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
    const attempt = this.#of(provider);
    attempt?.stop.abort();
    await attempt?.over;
    this.#deps.book.signIn(provider, null);
  }

  answer(provider: string, stepId: string, value: WizardValue): Reply<null> {
    const open = this.#of(provider)?.answer ?? null;
    if (open?.asked.step.id !== stepId) {
      return failed(failure({ kind: 'unknown-id', what: 'such question any more' }));
    }
    const answer = wizardAnswer(open.asked, value);
    if (answer === null) return failed(failure({ kind: 'unknown-id', what: 'such option' }));
    if (open.asked.step.sensitive && typeof value === 'string') this.#deps.onSecret(value);
    open.given.resolve({ stepId, ...answer });
    return ok(null);
  }

  /** Opens the page of the sign-in again. */
  async open(provider: string): Promise<Reply<null>> {
    const page = this.#of(provider)?.page ?? null;
    if (page === null) return failed(failure({ kind: 'unknown-id', what: 'page to open' }));
    return (await this.#deps.openPage(page.url))
      ? ok(null)
      : failed(failure({ kind: 'not-found', command: 'a browser' }));
  }

  /** What is to be copied of a sign-in under way; null when there is nothing. */
  textOf(provider: string): string | null {
    return this.#of(provider)?.page?.text ?? null;
  }

  async close(): Promise<void> {
    const attempt = this.#attempt;
    attempt?.stop.abort();
    await attempt?.over;
  }

  #of(provider: string): Attempt | null {
    return this.#attempt?.provider === provider ? this.#attempt : null;
  }

  async #run(attempt: Attempt, choice: string): Promise<void> {
    const { book, clock, openAdmin, onChanged } = this.#deps;
    const { provider, flow, stop } = attempt;
    const { signal } = stop;
    book.signIn(provider, { phase: 'starting', flow, since: clock.now() });
    book.hold(provider, 'sign-in', true);
    try {
      const opening = await openAdmin(signal);
      if (!opening.ok) {
        this.#ended(attempt, opening.failure);
        return;
      }
      try {
        await this.#login(attempt, choice, opening.session);
      } catch (thrown) {
        this.#ended(attempt, readingFailure(thrown).failure);
      } finally {
        await opening.session.close();
      }
    } finally {
      book.hold(provider, 'sign-in', false);
      onChanged();
    }
  }

  #ended({ provider, flow, stop }: Attempt, why: Failure): void {
    if (stop.signal.aborted) return;
    // A gateway may repeat the answer that it refuses.
    const failed = redactedTexts(why, this.#deps.redact);
    this.#deps.book.signIn(provider, { phase: 'failed', flow, failure: failed });
  }

  async #login(attempt: Attempt, authChoice: string, session: WireSession): Promise<void> {
    const { book, clock, newId, busyMs } = this.#deps;
    const { provider, flow } = attempt;
    const { signal } = attempt.stop;
    const sessionId = newId();
    const begun = await beginLogin(session, { sessionId, authChoice }, signal, async () => {
      book.signIn(provider, { phase: 'queued', flow, behind: 'someone else' });
      await clock.pause(busyMs, signal);
    });
    if (!begun) return;
    const cancel = (): void => {
      const options = { timeoutMs: cancelMs };
      // Closing the session ends it as well; this only makes room for the next one sooner.
      session.request('wizard.cancel', { sessionId }, options).catch(() => undefined);
    };
    signal.addEventListener('abort', cancel, { once: true });
    let answer: WizardAnswer | null = null;
    while (!signal.aborted) {
      const told = await session.request(
        'wizard.next',
        { sessionId, ...(answer === null ? {} : { answer }) },
        { timeoutMs: patienceMs, signal },
      );
      const news = readWizardNews(told);
      if (news === null) throw new TypeError('not a step of a sign-in');
      answer = await this.#show(attempt, news, session.ended);
      if (answer === null && isLast(news)) break;
    }
    signal.removeEventListener('abort', cancel);
  }

  /** Shows it, and waits for the person where an answer is needed. */
  async #show(
    attempt: Attempt,
    news: WizardNews,
    ended: Promise<unknown>,
  ): Promise<WizardAnswer | null> {
    const { book, clock, redact } = this.#deps;
    const { provider, flow } = attempt;
    switch (news.kind) {
      case 'code': {
        const { code, url, lastsMs } = news.code;
        const { since, opened } = await this.#page(attempt, url, code);
        book.signIn(provider, {
          phase: 'device',
          since,
          endsAt: since + lastsMs,
          verificationUrl: url,
          userCode: code,
          pace: 'pending',
          opened,
        });
        return null;
      }
      case 'page': {
        const { since, opened } = await this.#page(attempt, news.url, news.url);
        book.signIn(provider, { phase: 'browser', since, endsAt: since + patienceMs, opened });
        return null;
      }
      case 'step': {
        const { step } = news;
        if (step.url !== null) await this.#page(attempt, step.url, step.url);
        book.signIn(provider, { phase: 'wizard', step: redactedStep(step, redact) });
        return step.type === 'progress' ? null : this.#answered(attempt, news, ended);
      }
      case 'done':
        book.renewed(provider);
        this.#worked(provider);
        book.signIn(provider, { phase: 'done', at: clock.now() });
        return null;
      case 'cancelled':
        book.signIn(provider, null);
        return null;
      case 'failed': {
        const name = book.get(provider)?.name ?? provider;
        const cause = { kind: 'provider-error', provider: name, status: null } as const;
        book.signIn(provider, {
          phase: 'failed',
          flow,
          failure: failure(cause, redact(news.words)),
        });
        return null;
      }
    }
  }

  /** A sign-in that the provider has just granted is one that works. */
  #worked(provider: string): void {
    const { book, clock } = this.#deps;
    const { generation } = book.standing(provider);
    const seen = { at: clock.now(), by: 'the sign-in', begunAfterRefusal: true };
    book.saw(provider, generation, { kind: 'worked', ...seen });
  }

  /** A page is opened once by itself; told again, it is the same one. */
  async #page(attempt: Attempt, url: string, text: string): Promise<Page> {
    const { clock, openPage } = this.#deps;
    if (attempt.page?.url === url && attempt.page.text === text) return attempt.page;
    const page = { url, text, since: clock.now(), opened: await openPage(url) };
    attempt.page = page;
    return page;
  }

  /** Null when it was broken off, or when the session that would take the answer is over. */
  async #answered(
    attempt: Attempt,
    asked: WizardNews & { readonly kind: 'step' },
    ended: Promise<unknown>,
  ): Promise<WizardAnswer | null> {
    const { signal } = attempt.stop;
    const given = deferred<WizardAnswer>();
    const broken = new Promise<null>((resolve) => {
      signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    attempt.answer = { asked, given };
    const over = ended.then(() => null);
    const answer = signal.aborted ? null : await Promise.race([given.promise, broken, over]);
    attempt.answer = null;
    return answer;
  }
}

const isLast = ({ kind }: WizardNews): boolean =>
  kind === 'done' || kind === 'cancelled' || kind === 'failed';
