import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as v from 'valibot';

import type { AccountTokens } from './tokens.ts';
import { tokenClaims } from './tokens.ts';

const AuthJson = v.object({
  tokens: v.object({
    id_token: v.string(),
    access_token: v.string(),
    refresh_token: v.string(),
  }),
});

const fileIn = (home: string): string => join(home, 'auth.json');

/** The sign-in that `auth.json` of a CODEX_HOME keeps, mode 0600, in codex 0.169.0's own form. */
export const practiceAuthFile = {
  /** null when there is none that can be read. */
  read: async (home: string): Promise<AccountTokens | null> => {
    try {
      const { tokens } = v.parse(AuthJson, JSON.parse(await readFile(fileIn(home), 'utf8')));
      return {
        idToken: tokens.id_token,
        accessToken: tokens.access_token,
        refreshToken: tokens.refresh_token,
      };
    } catch {
      return null;
    }
  },
  write: async (home: string, tokens: AccountTokens): Promise<void> => {
    const kept = {
      auth_mode: 'chatgpt',
      OPENAI_API_KEY: null,
      tokens: {
        id_token: tokens.idToken,
        access_token: tokens.accessToken,
        refresh_token: tokens.refreshToken,
        account_id: tokenClaims(tokens.accessToken)?.accountId ?? null,
      },
      last_refresh: new Date().toISOString(),
    };
    await writeFile(fileIn(home), JSON.stringify(kept, null, 2), { mode: 0o600 });
  },
  remove: (home: string): Promise<void> => rm(fileIn(home), { force: true }),
} as const;
