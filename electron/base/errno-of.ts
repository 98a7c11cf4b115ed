/** The code that Node gives an error of the system (`ENOENT`); null where there is none. */
export const errnoOf = (thrown: unknown): string | null =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : null;
