import type { CodexProgram } from '../../codex/client.ts';
import { raceAbort } from '../../base/promises.ts';
import type { ClientLease, ClientPool } from './pool.ts';
import { openClient, type OpenClientDeps } from './open-client.ts';
import { providerFor, type SpawnRequest } from '../spawn-request.ts';
import { startKey } from './start-key.ts';
import { findSecretPlaces } from './unreadable.ts';

export interface AcquireClientDeps extends OpenClientDeps {
  readonly pool: Pick<ClientPool, 'acquire'>;
  readonly personHome: string;
  /** Finds codex; throws a FailureError. */
  readonly program: () => Promise<CodexProgram>;
}

/** A client that can run a request, shared or of its own; throws a FailureError. */
export const acquireClient = async (
  request: SpawnRequest,
  deps: AcquireClientDeps,
  signal: AbortSignal,
): Promise<ClientLease> => {
  const program = await raceAbort(deps.program(), signal);
  const unreadable = await findSecretPlaces(deps);
  const { template, spawnedBy, isolated } = request;
  const chatgptBaseUrl = deps.chatgptBaseUrl(template.credential);
  const provider = providerFor(template, chatgptBaseUrl);
  return deps.pool.acquire({
    startKey: startKey(program, provider, chatgptBaseUrl, template.credential),
    spawnedBy,
    isolated,
    open: (opening) => openClient(request, program, unreadable, deps, opening),
    signal,
  });
};
