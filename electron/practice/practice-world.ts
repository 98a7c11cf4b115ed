import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { failure } from '../../shared/failure.ts';
import { practiceKeyPrefix } from '../../shared/practice-key.ts';
import type { Clock } from '../base/clock.ts';
import { FailureError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { StartCodexClient } from '../codex/client.ts';
import { AccountNoteSchema, type AccountNote } from '../credentials/accounts/account-notes.ts';
import { KeyedFile } from '../credentials/keyed-file.ts';
import type { SettingsFile } from '../settings/settings-model.ts';
import { startPracticeGateway } from './gateway/practice-gateway.ts';
import { practiceAccount } from './issuer/issued-tokens.ts';
import { startIssuer, type PracticeIssuer } from './issuer/issuer.ts';
import { practiceCredentials, practiceSettings } from './practice-story.ts';
import { practiceAuthFile, type AccountTokens } from './program/signed-in.ts';
import { type Behaviour, practiceText } from './provider/answer.ts';
import { PracticeProvider } from './provider/provider.ts';

/** What practice runs against: a gateway, a provider, settings and secrets, all its own. */
export interface PracticeWorld {
  readonly gateway: { readonly url: string; readonly token: string };
  /** Settings in memory, made anew each time: ports and keys are other ones. */
  readonly settingsFile: SettingsFile;
  /** Secrets by credential id, to be set as a person would. */
  readonly secrets: ReadonlyMap<string, string>;
  /** What an account of this world finds of its last sign-in. */
  readonly endedSignIn: EndedSignIn;
  /** Makes a helper program sign in at this world's issuer. */
  readonly env: Readonly<Record<string, string>>;
  /** Lets through only helpers that talk to this world's provider. */
  readonly guard: (start: StartCodexClient) => StartCodexClient;
  /** Settles when nothing of it listens any more; twice is safe. */
  close(): Promise<void>;
}

const settingsInMemory = (first: unknown): SettingsFile => {
  let value = first;
  return {
    read: () => value,
    write: (next) => {
      value = next;
    },
    quarantine: () => 'memory',
  };
};

const onlyTo =
  (places: readonly string[]) =>
  (start: StartCodexClient): StartCodexClient =>
  (plan, credential, signal) => {
    if (places.includes(plan.provider.baseUrl)) return start(plan, credential, signal);
    const what = 'Practice talks to its own provider only.';
    return Promise.reject(new FailureError(failure({ kind: 'misconfigured', what })));
  };

const endedSignIn = (issuer: PracticeIssuer, now: number): EndedSignIn => {
  const tokens = issuer.issue();
  const { id, email, plan, userId } = practiceAccount;
  issuer.revokeAccount(id);
  return {
    credentialId: practiceCredentials.account,
    tokens,
    note: {
      store: 'file',
      email,
      plan,
      accountId: id,
      userId,
      endsAt: null,
      signedInAt: now,
      print: null,
    },
  };
};

/** Starts gateway, provider and issuer of practice on free loopback ports; reads no file, dials nobody. */
export const startPracticeWorld = async (clock: Clock): Promise<PracticeWorld> => {
  const key = (): string => `${practiceKeyPrefix}${randomBytes(12).toString('hex')}`;
  const keys = { accepted: key(), refused: key(), dropped: key() };
  const good: Behaviour = { kind: 'good', text: practiceText, deltas: 24, paceMs: 350 };
  const issuer = await startIssuer(clock);
  const provider = new PracticeProvider({
    clock,
    backend: issuer,
    accounts: good,
    keys: (token) => {
      if (token === keys.dropped) return { kind: 'drop', after: 5 };
      const isTaken = token !== keys.refused && token.startsWith(practiceKeyPrefix);
      return isTaken ? good : { kind: 'invalid-token' };
    },
  });
  await provider.start();
  try {
    const gateway = await startPracticeGateway({ clock });
    return {
      gateway,
      settingsFile: settingsInMemory(practiceSettings(provider)),
      secrets: new Map(
        (['accepted', 'refused', 'dropped'] as const).map((name) => [
          practiceCredentials[name],
          keys[name],
        ]),
      ),
      endedSignIn: endedSignIn(issuer, clock.now()),
      env: issuer.env,
      guard: onlyTo([provider.baseUrl, `${provider.chatgptBaseUrl}/codex`]),
      close: async () => {
        await Promise.all([gateway.close(), provider.close(), issuer.close()]);
      },
    };
  } catch (error) {
    await Promise.all([provider.close(), issuer.close()]);
    throw error;
  }
};

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
