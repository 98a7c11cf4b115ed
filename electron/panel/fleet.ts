import { chatgptBaseUrl } from '../../shared/settings.ts';
import type { GatewayView, HelperView, OutputChunk, SessionView } from '../../shared/state.ts';
import type { Looks } from '../base/folder-look.ts';
import type { Credentials } from '../credentials/credentials.ts';
import type { GatewaySample } from '../helpers/blast/blast-radius.ts';
import type { HistoryArchive } from '../helpers/history/archive.ts';
import { HelperFleet } from '../helpers/fleet.ts';
import type { SettingsModel } from '../settings/settings-model.ts';
import type { PanelDeps } from './deps.ts';
import type { ProgramSearch } from './program.ts';
import type { SessionFeed } from './session-feed.ts';
import type { PanelStore } from './store.ts';

/** What of the gateway is compared before and after a helper's failure. */
export const gatewaySample = (
  { connId, bootId, state }: Pick<GatewayView, 'connId' | 'bootId' | 'state'>,
  rows: readonly SessionView[],
): GatewaySample => {
  const isConnected = state.phase === 'connected' || state.phase === 'degraded';
  return {
    connId: isConnected ? connId : null,
    bootId: isConnected ? bootId : null,
    sessionsTotal: rows.length,
    sessionsRunning: rows.filter((row) => row.hasActiveRun).map((row) => row.key),
    sessionsFailed: rows.filter((row) => row.status === 'failed').map((row) => row.key),
  };
};

interface FleetParts {
  readonly store: PanelStore;
  readonly sessions: SessionFeed;
  readonly settings: SettingsModel;
  readonly credentials: Credentials;
  readonly program: Pick<ProgramSearch, 'find' | 'sandboxFailureNow'>;
  readonly looks: Looks;
  readonly archive: HistoryArchive;
  readonly onHelpers: (helpers: readonly HelperView[]) => void;
  readonly onOutput: (chunk: OutputChunk) => void;
}

/**
 * Opens the helpers of a panel; what happens to them is in the panel's state. Of the gateway they
 * get what is compared before and after a failure, as data, and nothing to reach it by.
 */
export const openPanelFleet = (deps: PanelDeps, parts: FleetParts): Promise<HelperFleet> => {
  const { store, sessions, settings, credentials } = parts;
  return HelperFleet.open({
    home: deps.paths.home,
    env: deps.env,
    personHome: deps.personHome,
    looks: parts.looks,
    program: () => parts.program.find(),
    sandboxFailure: (sandbox) => parts.program.sandboxFailureNow(sandbox),
    startClient: deps.startClient,
    credentials,
    chatgptBaseUrl: (id) =>
      settings.credentials().find((record) => record.id === id)?.kind === 'account'
        ? (settings.settings.chatgptBaseUrl ?? chatgptBaseUrl)
        : null,
    limits: () => settings.settings.limits,
    watchdog: () => settings.settings.watchdog,
    parkedProcessMs: () => settings.settings.parkedProcessMs,
    archive: parts.archive,
    retention: () => settings.settings.history,
    sampleGateway: () => gatewaySample(store.get().gateway, sessions.all().rows),
    ambient: deps.ambient,
    cores: deps.cores,
    unreadable: () => settings.settings.unreadable,
    appetite: () => settings.settings.appetite,
    onHelpers: (helpers) => {
      store.setHelpers(helpers);
      parts.onHelpers(helpers);
    },
    onOutput: parts.onOutput,
    onNotice: (notice) => {
      store.notify({ ...notice, tone: 'attention' });
    },
    onNoticeGone: (id) => {
      store.dismiss(id);
    },
  });
};
