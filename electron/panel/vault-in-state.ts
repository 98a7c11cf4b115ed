import { keyringNoticeId, vaultNotices } from '../../shared/describe-vault.ts';
import type { Vault } from '../credentials/vault/vault.ts';
import type { PanelStore } from './store.ts';

type ToldVault = Pick<Vault, 'keyring' | 'damaged' | 'look'>;
type Told = Pick<PanelStore, 'setApp' | 'notify' | 'dismiss'>;

/** Says in the state how the password store is, and what of it concerns the person. */
export const tellOfVault = (vault: ToldVault, store: Told): void => {
  store.setApp({ keyring: vault.keyring });
  store.dismiss(keyringNoticeId);
  for (const notice of vaultNotices(vault.keyring, vault.damaged)) store.notify(notice);
};

export interface VaultLookDeps {
  readonly vault: ToldVault;
  readonly store: Told;
  /** True while the gateway's token of the settings is stored and cannot be read. */
  readonly isTokenAway: () => boolean;
  /** It can be read now. */
  readonly onToken: () => void;
}

/** Asks a password store again that was not unlocked; answers whether it is in another state. */
export const createVaultLook =
  ({ vault, store, isTokenAway, onToken }: VaultLookDeps) =>
  async (): Promise<boolean> => {
    const wasAway = isTokenAway();
    if (!(await vault.look())) return false;
    tellOfVault(vault, store);
    // A token that was refused is not tried again for this: only one that nobody could read.
    if (wasAway && !isTokenAway()) onToken();
    return true;
  };
