import type { Settings } from '../../shared/settings.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { GatewayLink } from '../gateway/link/gateway-link.ts';
import type { HelperFleet } from '../helpers/fleet.ts';
import type { DesktopPort } from '../ports/desktop-port.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { createCredentialRows } from './credential-rows.ts';
import type { ProgramSearch } from './program.ts';
import type { PanelStore } from './store.ts';

/** What changed settings call for. */
export interface SettingsFollower {
  /** Any of them, before the others are told. */
  onAny(): void;
  onGatewayUrl(): void;
  onCodexBinary(): void;
}

/** Tells of every later change of the settings, and which of it matters beyond them; answers how to stop. */
export const followSettings = (
  model: Pick<SettingsModel, 'settings' | 'subscribe'>,
  follower: SettingsFollower,
): (() => void) => {
  let before: Pick<Settings, 'gatewayUrl' | 'codexBinary'> = model.settings;
  return model.subscribe((next) => {
    const { gatewayUrl, codexBinary } = before;
    before = next;
    follower.onAny();
    if (next.gatewayUrl !== gatewayUrl) follower.onGatewayUrl();
    if (next.codexBinary !== codexBinary) follower.onCodexBinary();
  });
};

interface FollowedParts {
  readonly store: Pick<PanelStore, 'setApp' | 'setSettings' | 'notify'>;
  readonly settings: Pick<SettingsModel, 'settings' | 'subscribe' | 'view' | 'templates'>;
  readonly desktop: Pick<DesktopPort, 'follow'>;
  readonly link: Pick<GatewayLink, 'reconfigured' | 'refresh'>;
  readonly program: Pick<ProgramSearch, 'look'>;
  readonly credentials: Pick<
    Credentials,
    'list' | 'refresh' | 'subscribe' | 'onSignedIn' | 'onStanding'
  >;
  readonly rows: Pick<ReturnType<typeof createCredentialRows>, 'ours'>;
  readonly fleet: Pick<HelperFleet, 'credentialChanged' | 'holdRefused' | 'settingsChanged'>;
}

/**
 * Puts into the state what the parts know by now, and lets each of them hear from now on what
 * concerns it of the others. Answers how to end that.
 */
export const followParts = (parts: FollowedParts): readonly (() => void)[] => {
  const { store, settings, desktop, link, program, credentials, rows, fleet } = parts;
  const showSettings = (): void => {
    store.setSettings(settings.view(), settings.templates());
    credentials.refresh();
    link.refresh();
  };
  showSettings();
  rows.ours(credentials.list());
  program.look();
  return [
    desktop.follow({
      onTray: (tray) => {
        store.setApp({ tray });
      },
      onAskShortcut: (askShortcut) => {
        store.setApp({ askShortcut });
      },
      notify: (notice) => {
        store.notify(notice);
      },
    }),
    credentials.onSignedIn(({ id }) => {
      fleet.credentialChanged(id);
    }),
    credentials.subscribe(rows.ours),
    credentials.onStanding(() => fleet.holdRefused()),
    followSettings(settings, {
      onAny: () => {
        showSettings();
        fleet.settingsChanged(settings.templates());
      },
      onGatewayUrl: () => {
        link.reconfigured();
      },
      onCodexBinary: () => {
        program.look();
      },
    }),
  ];
};
