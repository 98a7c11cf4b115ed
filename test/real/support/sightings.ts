import { secretForms } from '../../../electron/base/secret-shapes.ts';
import type { Place } from './places-of.ts';

/** Where a secret stands in any of its spellings (as it is, JSON, URL, base64). */
export const sightings = (
  secrets: Readonly<Record<string, string>>,
  places: readonly Place[],
): readonly string[] =>
  Object.entries(secrets).flatMap(([kind, secret]) => {
    const forms = secretForms(secret);
    return places
      .filter(({ text }) => forms.some((form) => text.includes(form)))
      .map(({ name }) => `${kind} in ${name}`);
  });
