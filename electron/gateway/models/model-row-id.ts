/** The id of the row of a provider of the gateway's own; no record of ours can have it. */
export const modelRowId = (provider: string): string => `openclaw:${provider}`;
