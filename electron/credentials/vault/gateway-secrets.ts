import { createHash } from 'node:crypto';
import type { SecretStore } from '../../../shared/credential.ts';
import type { Kept, Vault } from './vault.ts';

type SecretHolder = Pick<Vault, 'read' | 'write' | 'remove' | 'storeOf' | 'isOutOfReach'>;

const named = (kind: 'device' | 'gateway', url: string): string =>
  `${kind}-${createHash('sha256').update(url).digest('hex').slice(0, 32)}`;

/** The device token of each gateway, by its address; in the vault, or in memory while that is shut. */
export const createDeviceTokens = (vault: SecretHolder) => ({
  read: (url: string): Promise<string | null> => Promise.resolve(vault.read(named('device', url))),
  write: async (url: string, token: string): Promise<void> => {
    await vault.write(named('device', url), token);
  },
  clear: (url: string): Promise<void> => vault.remove(named('device', url)),
  storeOf: (url: string): SecretStore => vault.storeOf(named('device', url)),
});

/** The token a person gave for a gateway in the settings: bound to its address, sent nowhere else. */
export const createGatewayTokens = (vault: SecretHolder) => ({
  read: (url: string): string | null => vault.read(named('gateway', url)),
  write: (url: string, token: string): Promise<Kept> => vault.write(named('gateway', url), token),
  clear: (url: string): Promise<void> => vault.remove(named('gateway', url)),
  storeOf: (url: string): SecretStore => vault.storeOf(named('gateway', url)),
  isOutOfReach: (url: string): boolean => vault.isOutOfReach(named('gateway', url)),
});
