import { keyNotStored } from '../../shared/describe-vault.ts';
import type { OutputChunk } from '../../shared/state.ts';
import type { CodexProgram } from '../codex/client.ts';
import { createDispatch } from '../ports/commands.ts';
import { createCredentialRows } from './credential-rows.ts';
import { createDeviceTokens, createGatewayTokens } from '../credentials/vault/gateway-secrets.ts';
import { keepVerdictsFresh } from '../credentials/verdicts/keep-verdicts-fresh.ts';
import { openCredentials } from '../credentials/open-credentials.ts';
import { Vault } from '../credentials/vault/vault.ts';
import { followSettings } from './follow-settings.ts';
import { Emitter } from '../base/emitter.ts';
import { OpenParts } from '../base/open-parts.ts';
import { createCommandHandlers } from './panel-commands.ts';
import type { PanelDeps } from './panel-deps.ts';
import { openPanelFleet } from './panel-fleet.ts';
import { openPanelLink } from './panel-link.ts';
import type { Panel } from '../ports/panel-port.ts';
import { createPanelStore } from './store.ts';
import { preflightSpawn } from './preflight-spawn.ts';
import { ProgramSearch } from './program-search.ts';
import { SessionFeed } from './session-feed.ts';
import { createSettingsToken } from './settings-token.ts';
import { SettingsModel } from '../settings/settings-model.ts';
import { createVaultLook, tellOfVault } from './vault-in-state.ts';

/**
 * Opens a panel: vault, settings, gateway link, helpers, and the one way to command them. The only
 * place that knows every part; the parts do not know each other, and no helper knows the link.
 * Rejects when a part cannot be opened; those before it are closed then.
 */
export const openPanel = async (deps: PanelDeps): Promise<Panel> => {
  const open = new OpenParts();
  try {
    return await openOnto(open, deps);
  } catch (thrown) {
    await open.close().catch((error: unknown) => {
      deps.ambient.log.error('panel not closed', { error });
    });
    throw thrown;
  }
};

const openOnto = async (open: OpenParts, deps: PanelDeps): Promise<Panel> => {
  const { paths, redactor } = deps;
  const { clock, log } = deps.ambient;
  const settings = new SettingsModel(deps.settingsFile, log);
  const vault = new Vault({
    folder: paths.vault,
    box: deps.secretBox,
    log,
    redactor,
    now: () => clock.now(),
  });
  await vault.open();
  open.after(() => vault.close());

  const store = createPanelStore(
    { ...deps.app, keyring: vault.keyring, codex: { phase: 'looking' } },
    deps.after.state,
  );
  for (const notice of settings.notices) store.notify(notice);
  if (!deps.app.practice) tellOfVault(vault, store);

  const sessions = new SessionFeed(deps.after.sessions);
  const gatewayTokens = createGatewayTokens(vault);
  const settingsToken = createSettingsToken(settings, gatewayTokens);
  const rows = createCredentialRows((views) => store.setCredentials(views));
  const link = openPanelLink(deps, {
    store,
    sessions,
    settings,
    settingsToken,
    gatewayTokens,
    deviceTokens: createDeviceTokens(vault),
    onCredentials: rows.gateways,
  });
  open.together(() => link.close());

  const search = new ProgramSearch({
    find: (signal) => deps.findProgram(settings.settings.codexBinary, signal),
    onFound: (codex) => {
      store.setApp({ codex });
    },
  });
  open.together(() => search.close());
  const findProgram = (): Promise<CodexProgram> => search.find();

  const signedIn = new Emitter<string>();
  const { credentials, ...opened } = await openCredentials({
    settings,
    vault,
    paths,
    env: deps.env,
    personHome: deps.personHome,
    edges: deps.accounts,
    program: findProgram,
    copy: (text) => deps.desktop.copy(text),
    clock,
    log,
    know: (secret) => redactor.know(secret),
    onNotStored: (id, why) => {
      const label = settings.credentials().find((record) => record.id === id)?.label ?? id;
      store.notify(keyNotStored(label, why));
    },
    onSignedIn: (id) => {
      signedIn.emit(id);
    },
    lookAtVault: createVaultLook({
      vault,
      store,
      isTokenAway: () => settingsToken.isOutOfReach(),
      onToken: () => {
        link.reconfigured();
      },
    }),
  });
  open.together(() => opened.close());

  const output = new Emitter<OutputChunk>();
  const fleet = await openPanelFleet(deps, {
    store,
    sessions,
    settings,
    credentials,
    program: findProgram,
    onOutput: (chunk) => {
      output.emit(chunk);
    },
  });
  open.together(() => fleet.close());

  const showSettings = (): void => {
    store.setSettings(settings.view(), settings.templates());
    credentials.refresh();
    link.refresh();
  };
  showSettings();
  rows.ours(credentials.list());
  const look = (): void => {
    // What was found, or why nothing was, is in the state.
    findProgram().catch(() => undefined);
  };
  look();
  const subscriptions = [
    deps.desktop.follow({
      onTray: (tray) => {
        store.setApp({ tray });
      },
      notify: (notice) => {
        store.notify(notice);
      },
    }),
    signedIn.subscribe((id) => {
      fleet.credentialChanged(id);
    }),
    credentials.subscribe(rows.ours),
    credentials.subscribe(() => fleet.holdRefused()),
    followSettings(settings, {
      onAny: () => {
        showSettings();
        fleet.limitsChanged();
      },
      onGatewayUrl: () => {
        link.reconfigured();
      },
      onCodexBinary: look,
    }),
  ];
  for (const end of subscriptions) open.after(end);

  const dispatch = createDispatch(
    createCommandHandlers({
      store,
      link,
      fleet,
      credentials,
      accountCommands: opened.commands,
      gatewayTokens,
      settings,
      sessions,
      desktop: deps.desktop,
      personHome: deps.personHome,
      now: () => clock.now(),
      env: deps.env,
      closing: open.closing,
      preflight: (input) =>
        preflightSpawn(
          {
            settings,
            fleet,
            credentials: () => credentials.list(),
            findProgram,
            sessions: () => sessions.all().rows,
            gatewayUrl: () => store.get().gateway.url,
            personHome: deps.personHome,
            home: paths.home,
            clock,
          },
          input,
        ),
      switchTo: deps.switchTo,
    }),
    log,
  );

  const verdicts = keepVerdictsFresh([credentials, link], clock, open.closing);
  open.together(() => verdicts);

  return {
    dispatch,
    state: () => store.get(),
    sessions: () => sessions.all(),
    onState: (listener) => store.subscribe(listener),
    onSessions: sessions.subscribe,
    onOutput: output.subscribe,
    close: () => open.close(),
  };
};
