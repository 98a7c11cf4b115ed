/** `next` in the order that `shown` had; what is new comes last. Pure. */
export const inShownOrder = <T>(
  shown: readonly T[],
  next: readonly T[],
  keyOf: (item: T) => string,
): readonly T[] => {
  const place = new Map(shown.map((item, at) => [keyOf(item), at]));
  const last = shown.length;
  return next.toSorted((a, b) => (place.get(keyOf(a)) ?? last) - (place.get(keyOf(b)) ?? last));
};
