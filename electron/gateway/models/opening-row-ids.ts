/** Ids of the rows of the secrets that open the gateway; no record of ours can have one of them. */
export const openingRowIds = { gateway: 'gateway:token', device: 'gateway:device' } as const;
