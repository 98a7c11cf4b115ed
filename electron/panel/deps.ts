import type { Reply } from '../../shared/result.ts';
import type { AppState, SandboxFindings } from '../../shared/state.ts';
import type { Ambient } from '../base/ambient.ts';
import type { OpenArchive } from '../keeper/kept-archive.ts';
import type { RecentEvent } from '../base/recent-log.ts';
import type { Looks } from '../base/folder-look.ts';
import type { CodexProgram, StartCodexClient } from '../codex/client.ts';
import type { AccountEdges } from '../credentials/open-credentials.ts';
import type { SecretBox } from '../credentials/vault/secret-box.ts';
import type { DesktopPort } from '../ports/desktop-port.ts';
import type { PanelMode, Revisions } from './host.ts';
import type { Paths } from '../base/paths.ts';
import type { Redactor } from '../base/redact.ts';
import type { SettingsFile } from '../settings/settings-model.ts';

/** Everything a panel needs from outside; tests give their own. */
export interface PanelDeps {
  readonly ambient: Ambient;
  readonly paths: Paths;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly personHome: string;
  readonly app: Omit<AppState, 'notices' | 'reminders' | 'keyring' | 'codex'>;
  /** Revisions go on after these. */
  readonly after: Revisions;
  readonly cores: number;
  readonly redactor: Redactor;
  readonly settingsFile: SettingsFile;
  readonly secretBox: SecretBox;
  readonly desktop: DesktopPort;
  /** Finds the program that helpers run; `setting` is the path of the settings. */
  readonly findProgram: (setting: string | null, signal: AbortSignal) => Promise<CodexProgram>;
  /** Tries what a command can do in the sandboxes of a program; rejects only once aborted. */
  readonly lookAtSandboxes: (
    program: CodexProgram,
    signal: AbortSignal,
  ) => Promise<SandboxFindings>;
  readonly startClient: StartCodexClient;
  readonly accounts: AccountEdges;
  /** The helper that the drill breaks, and how its clients are started: the real way, also in practice. */
  readonly drill: { readonly program: CodexProgram; readonly startClient: StartCodexClient };
  /** The last lines of the log, without what they are about. */
  readonly recentEvents: () => readonly RecentEvent[];
  /** Practice: this gateway and no other, and nothing is read to find it. */
  readonly gateway: { readonly url: string; readonly token: string } | null;
  /** How folders that somebody names are looked at; the real way when left out. */
  readonly looks?: Looks;
  /** How the archive of ended helpers is opened; in this thread when left out. */
  readonly openArchive?: OpenArchive;
  readonly switchTo: (mode: PanelMode) => Promise<Reply<null>>;
}
