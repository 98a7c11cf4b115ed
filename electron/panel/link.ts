import type { CredentialView } from '../../shared/credential.ts';
import type { Looks } from '../base/folder-look.ts';
import type {
  createDeviceTokens,
  createGatewayTokens,
} from '../credentials/vault/gateway-secrets.ts';
import { openGatewayLink, type GatewayLink } from '../gateway/link/gateway-link.ts';
import type { PanelDeps } from './deps.ts';
import type { PanelStore } from './store.ts';
import type { SessionFeed } from './session-feed.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { GivenToken } from './given-token.ts';

interface LinkParts {
  readonly looks: Looks;
  readonly store: PanelStore;
  readonly sessions: SessionFeed;
  readonly settings: SettingsModel;
  readonly givenToken: GivenToken;
  readonly gatewayTokens: ReturnType<typeof createGatewayTokens>;
  readonly deviceTokens: ReturnType<typeof createDeviceTokens>;
  readonly onCredentials: (rows: readonly CredentialView[]) => void;
}

/** Opens the gateway link of a panel; what happens to it is in the panel's state. */
export const openPanelLink = (deps: PanelDeps, parts: LinkParts): GatewayLink => {
  const { paths, redactor } = deps;
  const { looks, store, sessions, settings, givenToken, gatewayTokens, deviceTokens } = parts;
  return openGatewayLink({
    env: deps.env,
    home: paths.home,
    settingsUrl: () => settings.settings.gatewayUrl,
    settingsToken: () => Promise.resolve(givenToken.read()),
    tokens: deviceTokens,
    ambient: deps.ambient,
    looks,
    version: deps.app.version,
    ...(deps.gateway === null ? {} : { override: deps.gateway }),
    onView: (view) => {
      store.setGateway(view);
    },
    onSessions: (change) => {
      sessions.apply(change);
    },
    onCredentials: parts.onCredentials,
    onSecret: (secret) => redactor.know(secret),
    redact: (text) => redactor.text(text),
    storeOf: (what, url) => (what === 'gateway' ? gatewayTokens : deviceTokens).storeOf(url),
    endsSoonMs: () => settings.settings.endsSoonMs,
    openPage: deps.accounts.openBrowser,
  });
};
