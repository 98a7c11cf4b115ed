import { ok, type Reply } from '../../../shared/result.ts';
import { unknownId } from '../../base/errors.ts';
import { aborted, deferred, type Deferred } from '../../base/promises.ts';
import type { WizardNews } from './wizard-news.ts';

/** What a person gives: the text, yes or no, the option or options that they chose. */
export type WizardValue = string | boolean | readonly string[];

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
    const over = new AbortController();
    const broken = Promise.race([aborted(signal, over.signal), sessionEnded]).then(() => null);
    const answer = await Promise.race([given.promise, broken]);
    over.abort();
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

/**
 * What `wizard.next` (openclaw 2026.9.6) is answered with: for an option that was chosen its own
 * value, whatever that is. Null when what was given is none of the options.
 */
export const wizardAnswer = (
  { step, values }: WizardStepNews,
  given: WizardValue,
): { readonly value: unknown } | null => {
  const places = new Map(step.options.map(({ value }, index) => [value, index]));
  const placeOf = (option: string): number | null => places.get(option) ?? null;
  switch (step.type) {
    case 'select': {
      const place = typeof given === 'string' ? placeOf(given) : null;
      return place === null ? null : { value: values[place] };
    }
    case 'multiselect': {
      const chosen = Array.isArray(given) ? given.map(placeOf) : [null];
      const found = chosen.filter((place) => place !== null);
      return found.length < chosen.length ? null : { value: found.map((place) => values[place]) };
    }
    case 'note':
    case 'progress':
    case 'text':
    case 'confirm':
      return { value: given };
  }
};
