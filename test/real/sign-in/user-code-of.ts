import type { PanelApp } from '../../support/panel-app.ts';
import { waitFor } from '../../support/wait-for.ts';

interface Credentials {
  readonly credentials: readonly {
    readonly id: string;
    readonly signIn: { readonly phase: string; readonly userCode?: string } | null;
  }[];
}

/** Waits for the device code that the sign-in of an account shows, as `credentials --json` tells it. */
export const userCodeOf = (app: PanelApp, account: string): Promise<string> =>
  waitFor(
    'a code',
    async () => {
      const { credentials } = (await app.json(['credentials'])) as Credentials;
      return credentials.find(({ id }) => id === account)?.signIn?.userCode;
    },
    30_000,
  );
