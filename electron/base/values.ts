/** True for a plain object of unknown members, which a list is not. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The code that Node gives an error of the system (`ENOENT`); null where there is none. */
export const errnoOf = (thrown: unknown): string | null =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : null;

/** The earliest of the moments that are known; null when none is. */
export const earliest = (moments: readonly (number | null)[]): number | null => {
  const known = moments.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
};

/** True for a page of the web, or of this computer; nothing that a desktop starts a program for. */
export const isWebPage = (url: string): boolean =>
  URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
