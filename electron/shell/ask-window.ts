import { BrowserWindow, nativeTheme } from 'electron';
import { channels, type AskDraft, type AskOpening } from '../../shared/contract.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { AskPort } from '../ports/desktop-port.ts';
import type { FeedWindow } from './page-feed.ts';
import { askUrl } from './page-files.ts';
import { lockedWebPreferences } from './security.ts';

interface AskWindowOptions {
  /** Absolute path of the built preload. */
  readonly preload: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with every new window before its page loads. */
  readonly attach: (window: FeedWindow) => void;
}

/** A window that nobody asked for is kept ready no longer than this. */
const KEPT_MS = 60_000;

const size = { width: 560, height: 344 } as const;
const background = { light: '#ffffff', dark: '#25292e' } as const;

const nothingTyped: AskDraft = { templateId: null, prompt: '', cwd: '' };

interface Made {
  readonly window: BrowserWindow;
  isReady: boolean;
  /** What opened it before its page was there. */
  wanted: { readonly templateId: string | null; readonly at: number } | null;
}

/**
 * The small window that asks for a helper, above all others. It is made ahead when the tray's menu is
 * opened, since making one takes longer than a person waits; hidden it is kept for a minute. What is
 * typed outlives the window, in memory alone.
 */
export class AskWindow implements AskPort {
  readonly #options: AskWindowOptions;
  #made: Made | null = null;
  #draft = nothingTyped;
  #dropping: AbortController | null = null;

  constructor(options: AskWindowOptions) {
    this.#options = options;
  }

  /** The window while the person is in it. */
  focused(): BrowserWindow | null {
    const window = this.#made?.window ?? null;
    return window?.isFocused() === true ? window : null;
  }

  /** Makes it, hidden, where there is none; a minute later it goes unless it was opened. */
  prepare(): void {
    if (this.#made?.window.isVisible() === true) return;
    this.#made ??= this.#make();
    this.#dropLater();
  }

  open(templateId: string | null): void {
    this.#dropping?.abort();
    this.#made ??= this.#make();
    this.#made.wanted = { templateId, at: this.#options.clock.now() };
    if (this.#made.isReady) this.#show(this.#made);
  }

  /** Opens it on this, in place of what was typed. */
  openOn(draft: AskDraft): void {
    // A page that is there would know better: one that begins takes what it is given.
    this.#made?.window.destroy();
    this.#made = null;
    this.#draft = draft;
    this.open(draft.templateId);
  }

  keep(draft: AskDraft): void {
    this.#draft = draft;
  }

  close(): void {
    this.#made?.window.hide();
    this.#dropLater();
  }

  #dropLater(): void {
    this.#dropping?.abort();
    const dropping = new AbortController();
    this.#dropping = dropping;
    void this.#options.clock.pause(KEPT_MS, dropping.signal).then(() => {
      if (!dropping.signal.aborted) this.#made?.window.destroy();
    });
  }

  #show(made: Made): void {
    const { window, wanted } = made;
    if (wanted === null || window.isDestroyed()) return;
    made.wanted = null;
    const opening: AskOpening = { templateId: wanted.templateId, draft: this.#draft };
    window.webContents.send(channels.ask, opening);
    window.show();
    window.focus();
    this.#options.log.info('ask shown', { ms: this.#options.clock.now() - wanted.at });
  }

  #make(): Made {
    const { attach, log, preload } = this.#options;
    const window = new BrowserWindow({
      ...size,
      title: 'Ask',
      show: false,
      frame: false,
      alwaysOnTop: true,
      resizable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
      webPreferences: { ...lockedWebPreferences, preload },
    });
    const made: Made = { window, isReady: false, wanted: null };
    window.on('page-title-updated', (event) => {
      event.preventDefault();
    });
    window.on('closed', () => {
      if (this.#made === made) this.#made = null;
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason === 'clean-exit') return;
      log.error('page process of ask gone', { reason });
      // Electron is still taking the dead process apart while it tells us.
      setImmediate(() => {
        if (!window.isDestroyed()) window.destroy();
      });
    });
    window.webContents.on('did-finish-load', () => {
      made.isReady = true;
      this.#show(made);
    });
    attach({
      webContents: window.webContents,
      isDestroyed: () => window.isDestroyed(),
      // Drawn before it is shown: what is ready then is there at once.
      isVisible: () => true,
      isMinimized: () => false,
      on: (event, listener) => window.on(event as 'show', listener),
    });
    window.loadURL(askUrl).catch((error: unknown) => {
      log.error('ask did not load', { error });
    });
    return made;
  }
}
