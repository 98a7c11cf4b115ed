import type { HelperView, OutputChunk } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import type { CodexProgram, StartCodexClient } from '../codex/client.ts';
import type { Log } from '../base/log.ts';
import type { GatewaySample } from './blast/blast-sample.ts';
import type { CredentialGrants } from '../credentials/grants.ts';
import type { FleetNotice } from './fleet-notice.ts';
import type { HistoryFiles } from './history/history-store.ts';
import type { WatchdogSettings } from './helper/watchdog.ts';

/** What the helpers need of the rest of the panel. */
export interface FleetDeps {
  /** BULKHEAD_HOME. */
  readonly home: string;
  /** The app's own environment; a compartment gets what the allow-list lets through. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly personHome: string;
  /** Finds codex; throws a FailureError. */
  readonly program: () => Promise<CodexProgram>;
  readonly startClient: StartCodexClient;
  readonly credentials: CredentialGrants;
  /** Where the backend of an account is (`chatgpt_base_url`); null for what is no account. */
  readonly chatgptBaseUrl: (credentialId: string) => string | null;
  /** `starting` 0 means two per core. */
  readonly limits: () => { readonly alive: number; readonly starting: number };
  readonly watchdog: () => WatchdogSettings;
  readonly parkedProcessMs: () => number;
  readonly sampleGateway: () => GatewaySample;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
  readonly log: Log;
  readonly cores: number;
  readonly onHelpers: (helpers: readonly HelperView[]) => void;
  readonly onOutput: (chunk: OutputChunk) => void;
  readonly onNotice: (notice: FleetNotice) => void;
  /** The real ones when left out. */
  readonly historyFiles?: HistoryFiles;
}
