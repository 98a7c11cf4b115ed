import { keyNotStored } from '../shared/describe-vault.ts';
import type { Reply } from '../shared/result.ts';
import { chatgptBaseUrl } from '../shared/settings.ts';
import type { AppState, OutputChunk } from '../shared/state.ts';
import type { Clock } from './clock.ts';
import type { CodexProgram, StartCodexClient } from './codex/client.ts';
import { createDispatch } from './commands.ts';
import { createCredentialRows } from './credential-rows.ts';
import { createDeviceTokens, createGatewayTokens } from './credentials/gateway-secrets.ts';
import { keepVerdictsFresh } from './credentials/keep-verdicts-fresh.ts';
import { openCredentials, type AccountEdges } from './credentials/open-credentials.ts';
import type { SecretBox } from './credentials/secret-box.ts';
import { Vault } from './credentials/vault.ts';
import { waitingPerCredential } from './credentials/waiting.ts';
import type { DesktopPort } from './desktop-port.ts';
import { openGatewayLink } from './gateway/gateway-link.ts';
import { gatewaySample } from './gateway-sample.ts';
import { gatewayUrl as plainUrl } from './gateway/gateway-url.ts';
import { HelperFleet } from './helpers/fleet.ts';
import { Listeners } from './listeners.ts';
import type { Log } from './log.ts';
import { OpenParts } from './open-parts.ts';
import { createCommandHandlers } from './panel-commands.ts';
import type { PanelMode, Revisions } from './panel-host.ts';
import type { Panel } from './panel-port.ts';
import { createPanelStore } from './panel-store.ts';
import type { Paths } from './paths.ts';
import { preflightSpawn } from './preflight-spawn.ts';
import { ProgramSearch } from './program-search.ts';
import type { Redactor } from './redact.ts';
import { SessionFeed } from './session-feed.ts';
import { SettingsModel } from './settings/settings-model.ts';
import type { SettingsFile } from './settings/settings-model.ts';
import { createVaultLook, tellOfVault } from './vault-in-state.ts';

/** Everything a panel needs from outside; tests give their own. */
export interface PanelDeps {
  readonly paths: Paths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly personHome: string;
  readonly app: Omit<AppState, 'notices' | 'reminders' | 'keyring' | 'codex'>;
  /** Revisions go on after these. */
  readonly after: Revisions;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
  readonly cores: number;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly settingsFile: SettingsFile;
  readonly secretBox: SecretBox;
  readonly desktop: DesktopPort;
  /** Finds the program that helpers run; `setting` is the path of the settings. */
  readonly findProgram: (setting: string | null, signal: AbortSignal) => Promise<CodexProgram>;
  readonly startClient: StartCodexClient;
  readonly accounts: AccountEdges;
  /** Practice: this gateway and no other, and nothing is read to find it. */
  readonly gateway: { readonly url: string; readonly token: string } | null;
  readonly switchTo: (mode: PanelMode) => Promise<Reply<null>>;
}

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
      deps.log.error('panel not closed', { error });
    });
    throw thrown;
  }
};

const openOnto = async (open: OpenParts, deps: PanelDeps): Promise<Panel> => {
  const { clock, log, paths, redactor } = deps;
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
  const deviceTokens = createDeviceTokens(vault);
  const settingsUrl = (): string | null => {
    const url = settings.settings.gatewayUrl;
    return url === null ? null : (plainUrl(url) ?? url);
  };
  const rows = createCredentialRows((views) => store.setCredentials(views));
  const link = openGatewayLink({
    env: deps.env,
    home: paths.home,
    settingsUrl: () => settings.settings.gatewayUrl,
    settingsToken: () => {
      const url = settingsUrl();
      return Promise.resolve(url === null ? null : gatewayTokens.read(url));
    },
    tokens: deviceTokens,
    clock,
    random: deps.random,
    log,
    version: deps.app.version,
    ...(deps.gateway === null ? {} : { override: deps.gateway }),
    onView: (view) => {
      store.setGateway(view);
    },
    onSessions: (change) => {
      sessions.apply(change);
    },
    onCredentials: rows.gateways,
    onSecret: (secret) => redactor.know(secret),
    redact: (text) => redactor.text(text),
    storeOf: (what, url) => (what === 'gateway' ? gatewayTokens : deviceTokens).storeOf(url),
    endsSoonMs: () => settings.settings.endsSoonMs,
    openPage: deps.accounts.openBrowser,
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

  const signedIn = new Listeners<string>();
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
      isTokenAway: () => gatewayTokens.isOutOfReach(settingsUrl() ?? ''),
      onToken: () => {
        link.reconfigured();
      },
    }),
  });
  open.together(() => opened.close());

  const output = new Listeners<OutputChunk>();
  const fleet = await HelperFleet.open({
    home: paths.home,
    env: deps.env,
    personHome: deps.personHome,
    program: findProgram,
    startClient: deps.startClient,
    credentials,
    chatgptBaseUrl: (id) =>
      settings.credentials().find((record) => record.id === id)?.kind === 'account'
        ? (settings.settings.chatgptBaseUrl ?? chatgptBaseUrl)
        : null,
    limits: () => settings.settings.limits,
    watchdog: () => settings.settings.watchdog,
    parkedProcessMs: () => settings.settings.parkedProcessMs,
    sampleGateway: () => gatewaySample(store.get().gateway, sessions.all().rows),
    clock,
    random: deps.random,
    newId: deps.newId,
    log,
    cores: deps.cores,
    onHelpers: (helpers) => {
      store.setHelpers(helpers);
      credentials.setWaiting(waitingPerCredential(helpers));
    },
    onOutput: (chunk) => {
      output.emit(chunk);
    },
    onNotice: (notice) => {
      store.notify({ ...notice, tone: 'attention' });
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
  let { codexBinary, gatewayUrl } = settings.settings;
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
    settings.subscribe((next) => {
      showSettings();
      fleet.limitsChanged();
      if (next.gatewayUrl !== gatewayUrl) {
        gatewayUrl = next.gatewayUrl;
        link.reconfigured();
      }
      if (next.codexBinary === codexBinary) return;
      codexBinary = next.codexBinary;
      look();
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
