import { failure } from '../shared/failure.ts';
import { failed, ok } from '../shared/result.ts';
import type { CommandHandlers } from './commands.ts';
import type { accountCommands } from './credentials/account-commands.ts';
import type { Credentials } from './credentials/credentials.ts';
import type { GatewayLink } from './gateway/gateway-link.ts';
import { deviceTokenRowId, gatewayTokenRowId } from './gateway/token-book.ts';
import type { HelperFleet } from './helpers/fleet.ts';

/** What the commands of credentials act on. */
export interface CredentialParts {
  readonly credentials: Pick<Credentials, 'add' | 'set'>;
  readonly accountCommands: ReturnType<typeof accountCommands>;
  readonly fleet: Pick<HelperFleet, 'credentialChanged'>;
  readonly link: Pick<GatewayLink, 'models' | 'retry' | 'view'>;
  readonly configureGateway: CommandHandlers['gateway.configure'];
  readonly copy: (text: string) => Promise<void>;
}

type CredentialCommand = Exclude<
  Extract<keyof CommandHandlers, `credentials.${string}`>,
  'credentials.remind'
>;

const opensGateway = (id: string): boolean => id === gatewayTokenRowId || id === deviceTokenRowId;

/** The commands of credentials: each row is answered for by whoever owns it. */
export const createCredentialCommands = (
  parts: CredentialParts,
): Pick<CommandHandlers, CredentialCommand> => {
  const { credentials, accountCommands: ofAccounts, fleet, link, configureGateway, copy } = parts;
  const { models } = link;
  return {
    ...ofAccounts,
    'credentials.add': ({ label, provider, secret }) => credentials.add(label, provider, secret),
    'credentials.set': async ({ id, secret }, origin) => {
      if (id === gatewayTokenRowId) {
        return configureGateway({ url: link.view().url, token: secret }, origin);
      }
      if (models.owns(id)) return models.setKey(id, secret);
      const saved = await credentials.set(id, secret);
      if (!saved.ok) return saved;
      fleet.credentialChanged(id);
      return ok(null);
    },
    'credentials.check': (input, origin) => {
      if (models.owns(input.id)) return models.check(input.id);
      if (!opensGateway(input.id)) return ofAccounts['credentials.check'](input, origin);
      link.retry();
      return ok(null);
    },
    'credentials.sign-in': (input, origin) =>
      models.owns(input.id)
        ? models.signIn(input.id, input.flow)
        : ofAccounts['credentials.sign-in'](input, origin),
    'credentials.sign-in-cancel': (input, origin) =>
      models.owns(input.id)
        ? models.cancelSignIn(input.id)
        : ofAccounts['credentials.sign-in-cancel'](input, origin),
    'credentials.sign-in-open': (input, origin) =>
      models.owns(input.id)
        ? models.openPage(input.id)
        : ofAccounts['credentials.sign-in-open'](input, origin),
    'credentials.sign-in-copy': async (input, origin) => {
      if (!models.owns(input.id)) return ofAccounts['credentials.sign-in-copy'](input, origin);
      const text = models.textToCopy(input.id);
      if (text === null) return failed(failure({ kind: 'unknown-id', what: 'code to copy' }));
      await copy(text);
      return ok(null);
    },
    'credentials.wizard-answer': ({ id, stepId, value }) => models.answer(id, stepId, value),
  };
};
