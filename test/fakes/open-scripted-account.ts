import type { OpenAccount } from '../../electron/credentials/accounts/open-account.ts';
import type { AccountPlace } from '../../electron/credentials/sign-in/sign-in-places.ts';
import type { ScriptedAccountServers } from './scripted-account-servers.ts';

/** Opens accounts on scripted servers; `homeOf` says which home is given to a place. */
export const openScriptedAccount =
  (
    host: () => ScriptedAccountServers,
    homeOf: (id: string, place: AccountPlace) => string,
  ): OpenAccount =>
  async (id, place, listener, signal) => {
    const server = await host().start(
      {
        program: { command: '/opt/codex', args: [], version: '0.169.0', env: {} },
        home: homeOf(id, place),
        env: {},
        store: place === 'codex' ? null : place,
        chatgptBaseUrl: null,
        mcpServers: [],
      },
      listener,
      signal,
    );
    return { place, server, close: () => server.close() };
  };
