/** The keys `next` in the order that `shown` had; what is new comes last. Pure. */
export const inShownOrder = (
  shown: readonly string[],
  next: readonly string[],
): readonly string[] => {
  const place = new Map(shown.map((key, at) => [key, at]));
  const last = shown.length;
  return next.toSorted((a, b) => (place.get(a) ?? last) - (place.get(b) ?? last));
};
