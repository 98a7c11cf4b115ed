/** How every helper of the benchmark streams: pieces of 8 characters, one each 100 ms. */
export const streamShape = { key: 'bench-key', deltas: 3_000, paceMs: 100 } as const;
