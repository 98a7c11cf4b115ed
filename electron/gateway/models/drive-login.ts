import { isRecord } from '../../base/values.ts';
import { WireRequestError, type WireSession } from '../../wire/wire-session.ts';
import { readWizardNews, type WizardNews } from './wizard-news.ts';
import type { WizardReply } from './wizard-question.ts';

/** Whoever the sign-in is for. */
export interface LoginPerson {
  /** Somebody else signs in there; settles when that is to be asked again. */
  onBusy(): Promise<void>;
  /** Told all news; settles with an answer, or null when none is called for or none comes. */
  onNews(news: WizardNews): Promise<WizardReply | null>;
}

/** How long the gateway waits for the person before it gives up by itself (openclaw 2026.9.6). */
export const patienceMs = 25 * 60_000;
const cancelMs = 5_000;

const startMs = 30_000;
const busyCode = 'SETUP_ADMISSION_BUSY';

/**
 * Goes through a sign-in at the gateway from its beginning to its last news (`models.authLogin`,
 * `wizard.next`, openclaw 2026.9.6), and cancels it there when the signal aborts. Throws a
 * WireRequestError, or a TypeError when the gateway tells what is no step.
 */
export const driveLogin = async (
  session: Pick<WireSession, 'request'>,
  params: { readonly sessionId: string; readonly authChoice: string },
  person: LoginPerson,
  signal: AbortSignal,
): Promise<void> => {
  if (!(await beginLogin(session, params, signal, () => person.onBusy()))) return;
  const { sessionId } = params;
  const cancel = (): void => {
    const options = { timeoutMs: cancelMs };
    // Closing the session ends it as well; this only makes room for the next one sooner.
    session.request('wizard.cancel', { sessionId }, options).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    let answer: WizardReply | null = null;
    while (!signal.aborted) {
      const told = await session.request(
        'wizard.next',
        { sessionId, ...(answer === null ? {} : { answer }) },
        { timeoutMs: patienceMs, signal },
      );
      const news = readWizardNews(told);
      if (news === null) throw new TypeError('not a step of a sign-in');
      answer = await person.onNews(news);
      if (isLast(news)) return;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
  }
};

/**
 * Begins a sign-in at the gateway (`models.authLogin`, openclaw 2026.9.6). While somebody else
 * signs in there it is asked again after each `onBusy`. False when it was broken off; throws a
 * WireRequestError.
 */
const beginLogin = async (
  session: Pick<WireSession, 'request'>,
  params: { readonly sessionId: string; readonly authChoice: string },
  signal: AbortSignal,
  onBusy: () => Promise<void>,
): Promise<boolean> => {
  while (!signal.aborted) {
    try {
      await session.request('models.authLogin', params, { timeoutMs: startMs, signal });
      return true;
    } catch (thrown) {
      if (!isBusy(thrown)) throw thrown;
      await onBusy();
    }
  }
  return false;
};

const isBusy = (thrown: unknown): boolean => {
  if (!(thrown instanceof WireRequestError) || thrown.problem.kind !== 'answered') return false;
  const { details } = thrown.problem.error;
  return isRecord(details) && details.code === busyCode;
};

const isLast = ({ kind }: WizardNews): boolean =>
  kind === 'done' || kind === 'cancelled' || kind === 'failed';
