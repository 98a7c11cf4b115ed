import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { TokenSet } from '../../../electron/practice/issuer/issued-tokens.ts';

/** Writes `auth.json` as the person's own `codex login` leaves it (codex 0.169.0). */
export const writeCodexHome = async (home: string, tokens: TokenSet): Promise<void> => {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const file = {
    auth_mode: 'chatgpt',
    OPENAI_API_KEY: null,
    tokens: {
      id_token: tokens.idToken,
      access_token: tokens.accessToken,
      refresh_token: tokens.refreshToken,
      account_id: 'acct-practice',
    },
    last_refresh: new Date().toISOString(),
  };
  await writeFile(join(home, 'auth.json'), JSON.stringify(file), { mode: 0o600 });
};
