import { ok, type Reply } from '../../../shared/result.ts';
import { deferred, type Deferred, aborted } from '../../base/promises.ts';
import { unknownId } from '../../base/errors.ts';
import { wizardAnswer, type WizardValue } from './wizard-answer.ts';
import type { WizardNews } from './wizard-news.ts';

type WizardStepNews = WizardNews & { readonly kind: 'step' };

/** An answer as `wizard.next` takes it (openclaw 2026.9.6). */
export interface WizardReply {
  readonly stepId: string;
  readonly value: unknown;
}

/** The question of a sign-in at the gateway that waits for the person; there is one at most. */
export class WizardQuestion {
  readonly #onSecret: (secret: string) => void;
  #open: { readonly asked: WizardStepNews; readonly given: Deferred<WizardReply> } | null = null;

  constructor(onSecret: (secret: string) => void) {
    this.#onSecret = onSecret;
  }

  /** Null once the signal aborts, or the session is over that would take the answer. */
  async ask(
    asked: WizardStepNews,
    sessionEnded: Promise<unknown>,
    signal: AbortSignal,
  ): Promise<WizardReply | null> {
    const given = deferred<WizardReply>();
    this.#open = { asked, given };
    const broken = Promise.race([aborted(signal), sessionEnded]).then(() => null);
    const answer = await Promise.race([given.promise, broken]);
    this.#open = null;
    return answer;
  }

  answer(stepId: string, value: WizardValue): Reply<null> {
    if (this.#open?.asked.step.id !== stepId) {
      return unknownId('such question any more');
    }
    const { asked, given } = this.#open;
    const answer = wizardAnswer(asked, value);
    if (answer === null) return unknownId('such option');
    if (asked.step.sensitive && typeof value === 'string') this.#onSecret(value);
    given.resolve({ stepId, ...answer });
    return ok(null);
  }
}
