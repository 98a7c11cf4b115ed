import type { Log } from '../base/log.ts';
import type { CredentialGrants } from '../credentials/grants.ts';
import type { PooledClient } from './client/pooled-client.ts';

/** How long a client may take to accept what it is handed. */
const pushMs = 10_000;

/**
 * Hands what a credential grants now to clients that live, so that their next request leaves with
 * it; also to those in the middle of a turn. One that does not take it meets that again when it is
 * used next. Never rejects.
 */
export const pushGrant = async (
  credentialId: string,
  clients: readonly Pick<PooledClient, 'signIn' | 'client'>[],
  { credentials, log }: { readonly credentials: CredentialGrants; readonly log: Log },
): Promise<void> => {
  if (clients.length === 0) return;
  const lost = (client: string | null) => (thrown: unknown) => {
    log.warn('grant.not-pushed', { credentialId, client, error: String(thrown) });
    return null;
  };
  const granted = await credentials.grant(credentialId).catch(lost(null));
  if (granted === null) return;
  const signal = AbortSignal.timeout(pushMs);
  await Promise.all(
    clients.map((pooled) => pooled.signIn(granted, signal).catch(lost(pooled.client.id))),
  );
};
