/** A whole number from `min` to `max`, or an Error that says what is wanted. */
export const wholeNumber = (typed: string, min: number, max: number): number | Error => {
  const value = Number(typed);
  return typed !== '' && Number.isInteger(value) && value >= min && value <= max
    ? value
    : new Error(`Type a whole number from ${min} to ${max}.`);
};

/** Seconds as typed, in milliseconds, or an Error that says what is wanted. */
export const secondsToMs = (typed: string, max = 86_400): number | Error => {
  const value = wholeNumber(typed, 1, max);
  return value instanceof Error ? value : value * 1_000;
};
