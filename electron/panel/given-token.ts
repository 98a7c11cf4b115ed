import type { createGatewayTokens } from '../credentials/vault/gateway-secrets.ts';
import { gatewayUrl } from '../gateway/address/gateway-url.ts';
import type { SettingsModel } from '../settings/settings-model.ts';

/** The token that was given for the address of the settings, while they name one. */
export interface GivenToken {
  /** Null when there is none, or none that can be read. */
  read(): string | null;
  /** True while it is stored and cannot be read. */
  isOutOfReach(): boolean;
}

/** Finds the token by the address that the settings name, however that is written. */
export const createGivenToken = (
  settings: Pick<SettingsModel, 'settings'>,
  tokens: Pick<ReturnType<typeof createGatewayTokens>, 'read' | 'isOutOfReach'>,
): GivenToken => {
  const url = (): string | null => {
    const named = settings.settings.gatewayUrl;
    return named === null ? null : (gatewayUrl(named) ?? named);
  };
  return {
    read: () => {
      const at = url();
      return at === null ? null : tokens.read(at);
    },
    isOutOfReach: () => {
      const at = url();
      return at !== null && tokens.isOutOfReach(at);
    },
  };
};
