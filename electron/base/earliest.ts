/** The earliest of the moments that are known; null when none is. */
export const earliest = (moments: readonly (number | null)[]): number | null => {
  const known = moments.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
};
