import type { AboutApp, Licence, Openable } from '../../shared/about.ts';
import type { AskDraft, NavigateTarget } from '../../shared/contract.ts';
import type { NoticeTried } from '../../shared/describe-notice-test.ts';
import type { Reply } from '../../shared/result.ts';
import type { AppState, AskShortcut, Notice } from '../../shared/state.ts';

/** What the desktop tells the panel. */
export interface DesktopReport {
  /** A tray is there, or is not, or is there again. */
  onTray(tray: AppState['tray']): void;
  /** How it stands with the global shortcut. */
  onAskShortcut(shortcut: AskShortcut): void;
  /** Something to be said in the window. */
  notify(notice: Notice): void;
}

/** The small window that asks for a helper. */
export interface AskPort {
  /** Brings it to the front, on this template where one is named. */
  open(templateId: string | null): void;
  /** Keeps what is typed in it for the next time. */
  keep(draft: AskDraft): void;
  close(): void;
}

/** What the app knows of itself, and its places outside of the window. */
export interface AboutPort {
  facts(): Promise<AboutApp>;
  /** What was bundled, collected when the app was built; `unreadable` where that is not there. */
  licences(): Promise<Reply<readonly Licence[]>>;
  /** Settles once the desktop took it over; `not-opened` when it did not. */
  open(what: Openable): Promise<Reply<null>>;
}

/** What only the desktop can do for the panel. */
export interface DesktopPort {
  /** Brings the window to the front, making it if there is none, on what is named. */
  show(target: NavigateTarget | null): void;
  readonly ask: AskPort;
  readonly about: AboutPort;
  /** Starts quitting; later calls change nothing. */
  quit(): void;
  /** Quits, and starts anew once the process is gone. */
  restart(): void;
  copy(text: string): Promise<void>;
  /** Whether the app starts with the desktop; `on` changes that first. */
  autostart(on: boolean | null): Promise<Reply<boolean>>;
  /** Shows a test notice, and tells what came of it. */
  testNotice(): Promise<NoticeTried>;
  /** An absolute folder, or null when the person cancelled. */
  chooseFolder(from: string | null): Promise<string | null>;
  /** The absolute path of a file that is there, or null when the person cancelled. */
  chooseFile(title: string): Promise<string | null>;
  /** An absolute path for a new file, or null when the person cancelled. */
  chooseNewFile(title: string, name: string): Promise<string | null>;
  /** Tells what is known now and every later change; returns how to stop it. */
  follow(report: DesktopReport): () => void;
}

/** How long a question to the person stands open, in ms; unanswered until then, it is a no. */
export const answerWithinMs = 120_000;
