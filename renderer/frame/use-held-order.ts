import { useState } from 'react';

/** The keys `next` in the order that `shown` had; what is new comes last. Pure. */
export const inShownOrder = (
  shown: readonly string[],
  next: readonly string[],
): readonly string[] => {
  const place = new Map(shown.map((key, at) => [key, at]));
  const last = shown.length;
  return next.toSorted((a, b) => (place.get(a) ?? last) - (place.get(b) ?? last));
};

/**
 * Rows that keep their places while the pointer is over them, so that a click hits what it aimed at.
 * Spread `over` on what is around them.
 */
export const useHeldOrder = (sorted: readonly string[]) => {
  const [held, setHeld] = useState<readonly string[] | null>(null);
  const rows = held === null ? sorted : inShownOrder(held, sorted);
  const over = { onPointerEnter: () => setHeld(rows), onPointerLeave: () => setHeld(null) };
  return { rows, over };
};
