import { adoptedIsNotOurs } from '../../../shared/describe-adopted.ts';
import { failure } from '../../../shared/failure.ts';
import { failed, ok, type Reply } from '../../../shared/result.ts';
import type { AccountRecord, CredentialRecord } from '../../../shared/settings.ts';
import { invalidInput, unknownId } from '../../base/errors.ts';
import type { CommandHandlers } from '../../ports/commands.ts';
import type { Credentials } from '../credentials.ts';
import { signInCommands, type SignInCommand } from '../sign-in/sign-ins.ts';
import type { OpenedAccounts } from './open-accounts.ts';

export interface AccountCommandParts {
  readonly records: {
    credentials(): readonly CredentialRecord[];
    putCredential(record: CredentialRecord): Reply<null>;
  };
  readonly credentials: Credentials;
  readonly opened: OpenedAccounts;
}

/** What a person does with accounts; anything else that such a command names is refused. */
export const accountCommands = ({
  records,
  credentials,
  opened,
}: AccountCommandParts): Pick<
  CommandHandlers,
  | 'credentials.add-account'
  | SignInCommand
  | 'credentials.sign-out'
  | 'credentials.check'
  | 'credentials.keep'
  | 'credentials.remove'
> => {
  const { accounts, signIns } = opened;
  const account = (id: string): Reply<AccountRecord> => {
    const record = records.credentials().find((one) => one.id === id);
    if (record === undefined) {
      return unknownId(`credential “${id}”`);
    }
    return record.kind === 'account'
      ? ok(record)
      : invalidInput(`“${record.label}” is not an account.`);
  };
  const own = (id: string): Reply<AccountRecord> => {
    const found = account(id);
    return found.ok && found.value.home === 'codex' ? invalidInput(adoptedIsNotOurs) : found;
  };
  return {
    'credentials.add-account': async ({ label, home }) => {
      const added = credentials.addAccount(label, home);
      opened.followHome();
      if (added.ok && home === 'codex') await accounts.look(added.value.id);
      return added;
    },
    ...signInCommands(own, signIns),
    'credentials.sign-out': async ({ id }) => {
      const found = own(id);
      if (!found.ok) return found;
      await signIns.cancel(id);
      await accounts.signOut(id);
      return ok(null);
    },
    'credentials.check': async ({ id }) => {
      const found = account(id);
      if (!found.ok) return found;
      const checked = await accounts.check(id);
      if (!checked.ok) return checked;
      const { provider } = found.value;
      const refusal = { kind: 'unauthorized', credentialId: id, provider } as const;
      return checked.value
        ? ok(null)
        : failed(failure({ ...refusal, generation: credentials.generation(id) }));
    },
    'credentials.keep': ({ id, keep }) => {
      const found = own(id);
      if (!found.ok) return found;
      accounts.placeChosen(id);
      return records.putCredential({ ...found.value, keep });
    },
    'credentials.remove': async ({ id }) => {
      if (!records.credentials().some((record) => record.id === id)) {
        return unknownId(`credential “${id}”`);
      }
      await signIns.cancel(id);
      const removed = await credentials.remove(id);
      await opened.clear(id);
      opened.followHome();
      return removed;
    },
  };
};
