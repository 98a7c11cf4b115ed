import type { ClientCredential, Grant } from '../../electron/codex/client.ts';
import type { Granted } from '../../electron/credentials/grants.ts';

/** What a client is told of a credential that is a key: there is nothing to renew. */
export const keyCredential = (id: string, generation = 1): ClientCredential => ({
  id,
  generation,
  renew: () => Promise.resolve({ kind: 'none' }),
});

/** A key as a client takes it. */
export const keyGrant = (secret: string): Grant => ({ kind: 'api-key', secret });

/** A key of a generation, as a pool hands it over. */
export const granted = (generation: number, secret: string): Granted => ({
  generation,
  grant: keyGrant(secret),
});
