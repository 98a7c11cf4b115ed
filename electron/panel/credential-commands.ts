import { readKey } from '../../shared/read-key.ts';
import { ok } from '../../shared/result.ts';
import type { CommandHandlers } from '../ports/commands.ts';
import type { accountCommands } from '../credentials/accounts/account-commands.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { createKeyCheck } from '../credentials/keys/key-check.ts';
import { createAskModels } from '../credentials/keys/model-list.ts';
import type { GatewayLink } from '../gateway/link/gateway-link.ts';
import { openingRowIds } from '../gateway/link/opening-secrets.ts';
import type { HelperFleet } from '../helpers/fleet.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import { invalidInput, unknownId } from '../base/errors.ts';

/** What the commands of credentials act on. */
export interface CredentialParts {
  readonly credentials: Credentials;
  readonly accountCommands: ReturnType<typeof accountCommands>;
  readonly fleet: Pick<HelperFleet, 'isRefused' | 'refused' | 'views'>;
  readonly settings: Pick<SettingsModel, 'credentials' | 'templates' | 'settings'>;
  readonly link: Pick<GatewayLink, 'models' | 'tryNow' | 'view'>;
  readonly configureGateway: CommandHandlers['gateway.configure'];
  readonly copy: (text: string) => Promise<void>;
  readonly now: () => number;
  /** The person's own; the way to providers is in it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted once the panel closes. */
  readonly closing: AbortSignal;
}

type CredentialCommand = Exclude<
  Extract<keyof CommandHandlers, `credentials.${string}`>,
  'credentials.remind'
>;

/** How long a provider may take to answer a check. */
const keyCheckMs = 10_000;

const opensGateway = (id: string): boolean =>
  id === openingRowIds.gateway || id === openingRowIds.device;

/** The commands of credentials: each row is answered for by whoever owns it. */
export const createCredentialCommands = (
  parts: CredentialParts,
): Pick<CommandHandlers, CredentialCommand> => {
  const { credentials, accountCommands: ofAccounts, fleet, link, configureGateway, copy } = parts;
  const { models } = link;
  const checkKey = createKeyCheck({
    credentials,
    uses: () => ({
      templates: parts.settings.templates(),
      helpers: fleet.views(),
      lastTemplateId: parts.settings.settings.lastSpawn?.templateId ?? null,
    }),
    isRefusedBy: (use) => fleet.isRefused(use),
    onRefused: (...refusal) => fleet.refused(...refusal),
    now: parts.now,
    askModels: createAskModels({ env: parts.env, timeoutMs: keyCheckMs }),
    signal: parts.closing,
  });
  const check: CommandHandlers['credentials.check'] = async (input, origin) => {
    const { id } = input;
    const stored = await credentials.storeAgain(id);
    if (stored !== null) return stored;
    const record = parts.settings.credentials().find((one) => one.id === id);
    return record?.kind === 'api-key'
      ? checkKey(record)
      : ofAccounts['credentials.check'](input, origin);
  };
  return {
    ...ofAccounts,
    'credentials.add': ({ label, provider, secret }) => {
      const read = readKey(secret);
      if (read.kind === 'foreign') return invalidInput(read.what);
      return credentials.add(label, provider, read.key);
    },
    'credentials.set': async ({ id, secret: given }, origin) => {
      if (id === openingRowIds.gateway) {
        return configureGateway({ url: link.view().url, token: given }, origin);
      }
      const read = readKey(given);
      if (read.kind === 'foreign') return invalidInput(read.what);
      const secret = read.key;
      if (models.owns(id)) return models.setKey(id, secret);
      // The very key that was refused: no helper finds out whether it still is.
      if (!credentials.usable(id) && credentials.holds(id, secret)) {
        const checked = await check({ id }, origin);
        if (checked.ok || checked.failure.kind === 'unauthorized') return checked;
      }
      const saved = await credentials.set(id, secret);
      return saved.ok ? ok(null) : saved;
    },
    'credentials.check': (input, origin) => {
      if (models.owns(input.id)) return models.check(input.id);
      if (!opensGateway(input.id)) return check(input, origin);
      link.tryNow();
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
      if (text === null) return unknownId('code to copy');
      await copy(text);
      return ok(null);
    },
    'credentials.wizard-answer': ({ id, stepId, value }) => models.answer(id, stepId, value),
  };
};
