import { deferred } from '../base/promises.ts';
import type { AccountServer, StartAccountServer } from '../codex/account-server.ts';
import type { ExitReport } from '../codex/client.ts';
import type { Keepers } from './keepers.ts';
import { nowhere, type Place } from './place.ts';
import type { MainAnswers, MainNews } from './speech.ts';

/** Makes the function that starts the app-servers of accounts, each in a keeper of its own. */
export const createStartKeptAccount =
  (keepers: Keepers, place: Place = nowhere): StartAccountServer =>
  async (plan, listener, signal) => {
    signal.throwIfAborted();
    const exited = deferred<ExitReport>();
    const answers: Pick<MainAnswers, 'place'> = { place: ({ pid }) => place(plan, pid) };
    const keeper = keepers.take(answers, (name, given) => {
      // News come by the table that their type names.
      if (name === 'loginEnd') listener.onLoginEnd(given as MainNews['loginEnd']);
      if (name === 'accountChanged') listener.onChange();
      if (name === 'exited') {
        exited.resolve(given as MainNews['exited']);
        void keeper.release();
      }
    });
    void keeper.gone.then(() =>
      exited.resolve({ exitCode: null, signal: 'SIGKILL', stderrTail: '' }),
    );
    const { channel } = keeper;
    let closing: Promise<void> | null = null;
    const close = async (): Promise<void> => {
      try {
        await channel.ask('close', null);
      } catch {
        // A keeper that is gone has taken its process with it.
      }
      await exited.promise;
    };
    try {
      const { pid } = await channel.ask('startAccount', plan, signal);
      const server: AccountServer = {
        pid,
        exited: exited.promise,
        status: (renew) => channel.ask('status', { renew }),
        read: () => channel.ask('read', null),
        login: (flow, loginSignal) => channel.ask('signIn', { flow }, loginSignal),
        cancelLogin: async (loginId) => {
          await channel.ask('cancelSignIn', { loginId });
        },
        logout: async () => {
          await channel.ask('logout', null);
        },
        close: () => (closing ??= close()),
      };
      return server;
    } catch (thrown) {
      await keeper.giveUp();
      throw thrown;
    }
  };
