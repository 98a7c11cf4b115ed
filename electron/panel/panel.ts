import type { OutputChunk } from '../../shared/state.ts';
import { Emitter } from '../base/emitter.ts';
import { FolderLooks } from '../base/folder-look.ts';
import { OpenParts } from '../base/open-parts.ts';
import { createDeviceTokens, createGatewayTokens } from '../credentials/vault/gateway-secrets.ts';
import { Vault } from '../credentials/vault/vault.ts';
import { createDispatch } from '../ports/commands.ts';
import type { Panel } from '../ports/panel-port.ts';
import { SettingsModel } from '../settings/settings-model.ts';
import { openPanelArchive } from './archive.ts';
import { createCommandHandlers } from './commands.ts';
import { createCredentialRows, keepVerdictsFresh } from './credential-rows.ts';
import { openPanelCredentials } from './credentials.ts';
import type { PanelDeps } from './deps.ts';
import { openPanelBundles } from './bundles.ts';
import { openPanelDrill } from './drill.ts';
import { openPanelFleet } from './fleet.ts';
import { followParts } from './follow.ts';
import { openPanelLink } from './link.ts';
import { openProgramSearch } from './program.ts';
import { saveAgain } from './save-again.ts';
import { SessionFeed } from './session-feed.ts';
import { createGivenToken } from './given-token.ts';
import { createPanelStore, type PanelStore } from './store.ts';
import { tellOfVault } from './vault-in-state.ts';

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
  const { desktop, env, personHome, paths } = deps;
  const { clock, log } = deps.ambient;
  const looks = deps.looks ?? new FolderLooks();
  const settings = new SettingsModel(deps.settingsFile, log);
  const vault = await openVault(deps);
  open.after(() => vault.close());
  const store = openStore(deps, settings, vault);
  open.after(saveAgain({ settings, store, clock, signal: open.closing }));
  const sessions = new SessionFeed(deps.after.sessions);

  const gatewayTokens = createGatewayTokens(vault);
  const deviceTokens = createDeviceTokens(vault);
  const givenToken = createGivenToken(settings, gatewayTokens);
  const rows = createCredentialRows((views) => store.setCredentials(views));
  const link = openPanelLink(deps, {
    looks,
    store,
    sessions,
    settings,
    givenToken,
    gatewayTokens,
    deviceTokens,
    onCredentials: rows.gateways,
  });
  open.together(() => link.close());

  const program = openProgramSearch(deps, settings, store);
  open.together(() => program.close());

  const { credentials, ...opened } = await openPanelCredentials(deps, {
    looks,
    settings,
    vault,
    store,
    givenToken,
    link,
    program,
  });
  open.together(() => opened.close());

  const output = new Emitter<OutputChunk>();
  const { archive, end: endArchive } = openPanelArchive(deps, settings);
  open.after(endArchive);
  const fleet = await openPanelFleet(deps, {
    archive,
    store,
    sessions,
    settings,
    credentials,
    program,
    looks,
    onHelpers: rows.helpers,
    onOutput: (chunk) => {
      output.emit(chunk);
    },
  });
  open.together(() => fleet.close());

  const drill = openPanelDrill(deps, { looks, store, sessions });
  open.together(() => drill.close());

  const followed = {
    store,
    settings,
    desktop,
    link,
    program,
    credentials,
    rows,
    fleet,
  };
  for (const end of followParts(followed)) open.after(end);

  const handlers = createCommandHandlers({
    store,
    link,
    fleet,
    archive,
    credentials,
    accountCommands: opened.commands,
    gatewayTokens,
    settings,
    sessions,
    program,
    desktop,
    drill,
    bundles: openPanelBundles(deps, { looks, store, sessions }),
    looks,
    personHome,
    home: paths.home,
    clock,
    env,
    closing: open.closing,
    switchTo: deps.switchTo,
  });
  const verdicts = keepVerdictsFresh([credentials, link], clock, open.closing);
  open.together(() => verdicts);

  return {
    dispatch: createDispatch(handlers, log),
    state: () => store.get(),
    sessions: () => sessions.all(),
    onState: (listener) => store.subscribe(listener),
    onSessions: sessions.subscribe,
    onOutput: output.subscribe,
    close: () => open.close(),
  };
};

const openVault = async (deps: PanelDeps): Promise<Vault> => {
  const { clock, log } = deps.ambient;
  const vault = new Vault({
    folder: deps.paths.vault,
    box: deps.secretBox,
    log,
    redactor: deps.redactor,
    now: () => clock.now(),
  });
  await vault.open();
  return vault;
};

/** The state as it begins: what was lost of the settings, and how the password store is. */
const openStore = (deps: PanelDeps, { notices }: SettingsModel, vault: Vault): PanelStore => {
  const store = createPanelStore(
    { ...deps.app, keyring: vault.keyring, codex: { phase: 'looking' } },
    deps.after.state,
  );
  for (const notice of notices) store.notify(notice);
  if (!deps.app.practice) tellOfVault(vault, store);
  return store;
};
