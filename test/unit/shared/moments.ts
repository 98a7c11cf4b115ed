/** The moments of one afternoon that tests of wordings speak of, in milliseconds since the epoch, local time. */
export const moments = {
  now: new Date(2026, 10, 22, 14, 8, 6).getTime(),
  refusedAt: new Date(2026, 10, 22, 14, 2, 6).getTime(),
  tonight: new Date(2026, 10, 22, 18, 40).getTime(),
} as const;
