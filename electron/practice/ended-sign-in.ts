import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { AccountNoteSchema, type AccountNote } from '../credentials/accounts/account-notes.ts';
import { KeyedFile } from '../credentials/keyed-file.ts';
import type { Log } from '../base/log.ts';
import { practiceAuthFile } from './program/auth-file.ts';
import type { AccountTokens } from './program/tokens.ts';

/** A sign-in of an earlier run, which its issuer has ended since. */
export interface EndedSignIn {
  readonly credentialId: string;
  readonly tokens: AccountTokens;
  readonly note: AccountNote;
}

/**
 * Leaves a sign-in where the panel that opens next finds it, and nothing of what an earlier practice
 * saw of its credentials: those were others.
 */
export const leaveEndedSignIn = async (
  ended: EndedSignIn,
  paths: { readonly accounts: string; readonly history: string },
  log: Log,
): Promise<void> => {
  await rm(join(paths.history, 'credentials.json'), { force: true });
  const home = join(paths.accounts, ended.credentialId, 'file');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await practiceAuthFile.write(home, ended.tokens);
  const notes = new KeyedFile({
    path: join(paths.history, 'accounts.json'),
    member: 'accounts',
    entry: AccountNoteSchema,
    log,
  });
  notes.save(new Map([[ended.credentialId, ended.note]]));
  await notes.close();
};
