import type { ClientPlan, CodexProgram, StartCodexClient } from '../../codex/client.ts';
import type { Log } from '../../base/log.ts';
import { Compartment } from './compartment.ts';
import type { CredentialGrants } from '../../credentials/grants.ts';
import { compartmentEnvironment } from '../../codex/compartment-environment.ts';
import type { OpenedClient } from './pooled-client.ts';
import { providerFor, type SpawnRequest } from '../spawn-request.ts';

export interface OpenClientDeps {
  /** BULKHEAD_HOME. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly startClient: StartCodexClient;
  readonly credentials: CredentialGrants;
  /** Where the backend of an account is; null for what is no account. */
  readonly chatgptBaseUrl: (credentialId: string) => string | null;
  readonly newId: () => string;
  readonly log: Log;
}

/**
 * Makes a compartment and starts a client in it. Throws a FailureError, and then neither is left;
 * the compartment goes when the client does.
 */
export const openClient = async (
  { template }: SpawnRequest,
  program: CodexProgram,
  unreadable: readonly string[],
  deps: OpenClientDeps,
  signal: AbortSignal,
): Promise<OpenedClient> => {
  const compartment = await Compartment.make(deps.home, deps.newId(), process.pid);
  const discard = (): Promise<void> =>
    compartment.remove().catch((thrown: unknown) => {
      deps.log.warn('compartment.not-removed', { error: String(thrown) });
    });
  const chatgptBaseUrl = deps.chatgptBaseUrl(template.credential);
  const plan: ClientPlan = {
    program,
    home: compartment.codexHome,
    env: compartmentEnvironment(deps.env, program.env, compartment.codexHome),
    provider: providerFor(template, chatgptBaseUrl),
    chatgptBaseUrl,
    unreadable,
  };
  const { credential } = template;
  const { credentials } = deps;
  try {
    const client = await deps.startClient(
      plan,
      {
        id: credential,
        generation: credentials.generation(credential),
        renew: (held) => credentials.renew(credential, held),
      },
      signal,
    );
    try {
      await compartment.inhabit(client.pid);
      return { client, discard, credentialId: credential, codexHome: compartment.codexHome };
    } catch (thrown) {
      await client.close();
      throw thrown;
    }
  } catch (thrown) {
    await discard();
    throw thrown;
  }
};
