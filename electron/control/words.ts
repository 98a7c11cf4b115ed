import { UsageError } from './usage-error.ts';

/** Throws UsageError where there are more words than that. */
export const only = (rest: readonly string[], most: number, what: string): void => {
  if (rest.length > most) throw new UsageError(`${what} takes no more words than that.`);
};

/** The one word that there is to be. Throws UsageError. */
export const one = (rest: readonly string[], what: string): string => {
  const [value] = rest;
  if (value === undefined || value === '') throw new UsageError(`${what} is missing.`);
  only(rest, 1, what);
  return value;
};

/** The first word, which is to be one of these. Throws UsageError. */
export const pick = <const T extends string>(
  rest: readonly string[],
  choices: readonly T[],
  command: string,
): T => {
  const found = choices.find((choice) => choice === rest[0]);
  if (found === undefined) throw new UsageError(`Say one of: ${command} ${choices.join('|')}.`);
  return found;
};
