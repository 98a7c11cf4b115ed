import { describeSetAside } from '../../shared/describe-set-aside.ts';
import { keyNotStored, keyNotStoredId } from '../../shared/describe-vault.ts';
import type { Looks } from '../base/folder-look.ts';
import { openCredentials, type OpenedCredentials } from '../credentials/open-credentials.ts';
import type { Vault } from '../credentials/vault/vault.ts';
import type { GatewayLink } from '../gateway/link/gateway-link.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelDeps } from './deps.ts';
import type { ProgramSearch } from './program.ts';
import type { GivenToken } from './given-token.ts';
import type { PanelStore } from './store.ts';
import { createVaultLook } from './vault-in-state.ts';

interface PanelCredentialParts {
  readonly looks: Looks;
  readonly settings: SettingsModel;
  readonly vault: Vault;
  readonly store: PanelStore;
  readonly givenToken: GivenToken;
  readonly link: Pick<GatewayLink, 'reconfigured'>;
  readonly program: Pick<ProgramSearch, 'find'>;
}

/**
 * Opens the credentials of a panel; how their store is and what it could not keep is in the panel's
 * state, and the link is told of a token that can be read again.
 */
export const openPanelCredentials = (
  deps: PanelDeps,
  parts: PanelCredentialParts,
): Promise<OpenedCredentials> => {
  const { looks, settings, vault, store, givenToken, link, program } = parts;
  const aside: string[] = [];
  return openCredentials({
    settings,
    vault,
    paths: deps.paths,
    env: deps.env,
    personHome: deps.personHome,
    edges: deps.accounts,
    looks,
    program: () => program.find(),
    copy: (text) => deps.desktop.copy(text),
    ambient: deps.ambient,
    know: (secret) => deps.redactor.know(secret),
    onNotStored: (id, why) => {
      const label = settings.credentials().find((record) => record.id === id)?.label ?? id;
      store.notify(keyNotStored(label, why));
    },
    onAllStored: () => store.dismiss(keyNotStoredId),
    onSetAside: (path) => {
      aside.push(path);
      store.notify(describeSetAside('file', aside));
    },
    lookAtVault: createVaultLook({
      vault,
      store,
      isTokenAway: () => givenToken.isOutOfReach(),
      onToken: () => {
        link.reconfigured();
      },
    }),
  });
};
