import type { WizardNews } from './wizard-news.ts';

/** What a person gives: the text, yes or no, the option or options that they chose. */
export type WizardValue = string | boolean | readonly string[];

/**
 * What `wizard.next` (openclaw 2026.9.6) is answered with: for an option that was chosen its own
 * value, whatever that is. Null when what was given is none of the options.
 */
export const wizardAnswer = (
  { step, values }: WizardNews & { readonly kind: 'step' },
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
