/** A generator of numbers in [0, 1) that a seed repeats (mulberry32). */
const numbersOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The items in an order that the seed repeats. */
export const shuffled = <T>(items: readonly T[], seed: number): readonly T[] => {
  const random = numbersOf(seed);
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
};

/** The items in groups of `size`; the last one may be smaller. */
export const groupsOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );

/** Repeats a run: the order and company in which faults are tried follow from it. */
export const seed = Number(process.env.BULKHEAD_FAULT_SEED ?? '1');
