import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { PanelState } from '../../shared/state.ts';
import type { Log } from '../base/log.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { pageUrl } from './page-files.ts';
import { lockedWebPreferences } from './security.ts';
import { minimumSize, placeWindow, type SavedBounds } from './window-bounds.ts';

interface PanelWindowOptions {
  /** Absolute path of the built preload. */
  readonly preload: string;
  readonly bounds: { read(): unknown; write(bounds: SavedBounds): void };
  readonly log: Log;
  /** Asked when the person closes the window; `false` keeps it open. */
  readonly mayClose: () => boolean;
  /** Called with every new window before its page loads. */
  readonly onCreated: (window: BrowserWindow) => void;
  /** Called when the page's process died and was loaded anew. */
  readonly onReloaded: (reason: string) => void;
  /** Called when it died again soon after; the window is gone by then. */
  readonly onLost: (reason: string) => void;
}

/** A page that paints nothing is shown all the same after this time. */
const SHOW_AT_LATEST_MS = 3_000;

/** A second crash within this time is not answered by another reload. */
const CRASH_LOOP_MS = 60_000;

/** Surfaces of the two themes, painted before the page is. */
const background = { light: '#f4f5f6', dark: '#16181b' } as const;

/** Keeps the windows' and dialogs' theme as the settings say, from now on. */
export const followTheme = (panel: Pick<PanelPort, 'state' | 'onState'>): (() => void) => {
  const apply = ({ settings }: PanelState): void => {
    if (nativeTheme.themeSource !== settings.theme) nativeTheme.themeSource = settings.theme;
  };
  apply(panel.state());
  return panel.onState(apply);
};

/** The one window: made when it is asked for, made again after it was closed. */
export class PanelWindow {
  readonly #options: PanelWindowOptions;
  #window: BrowserWindow | null = null;

  constructor(options: PanelWindowOptions) {
    this.#options = options;
    nativeTheme.on('updated', () => {
      this.#window?.setBackgroundColor(this.#background());
    });
  }

  /** The window there is, or null. */
  current(): BrowserWindow | null {
    return this.#window;
  }

  /** Brings the window to the front, making it first when there is none. */
  show(): void {
    const window = this.#window;
    if (window === null) {
      this.#window = this.#create();
      return;
    }
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #background(): string {
    return nativeTheme.shouldUseDarkColors ? background.dark : background.light;
  }

  #create(): BrowserWindow {
    const { bounds, log, mayClose, onCreated, preload } = this.#options;
    const { maximized, ...placement } = placeWindow(
      bounds.read(),
      screen.getAllDisplays().map(({ workArea }) => workArea),
    );
    const window = new BrowserWindow({
      ...placement,
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      title: 'Bulkhead',
      show: false,
      autoHideMenuBar: true,
      backgroundColor: this.#background(),
      webPreferences: { ...lockedWebPreferences, preload },
    });
    const show = (): void => {
      clearTimeout(atLatest);
      if (window.isDestroyed() || window.isVisible()) return;
      if (maximized) window.maximize();
      window.show();
    };
    const atLatest = setTimeout(show, SHOW_AT_LATEST_MS);
    window.once('ready-to-show', show);
    window.on('page-title-updated', (event) => {
      event.preventDefault();
    });
    window.on('close', (event) => {
      if (!mayClose()) {
        event.preventDefault();
        return;
      }
      bounds.write({ ...window.getNormalBounds(), maximized: window.isMaximized() });
    });
    window.on('closed', () => {
      clearTimeout(atLatest);
      if (this.#window === window) this.#window = null;
    });
    this.#reloadOnce(window);
    onCreated(window);
    window.loadURL(pageUrl).catch((error: unknown) => {
      log.error('page did not load', { error });
    });
    return window;
  }

  #reloadOnce(window: BrowserWindow): void {
    const { log, onLost, onReloaded } = this.#options;
    let lastCrashAt: number | null = null;
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit' || window.isDestroyed()) return;
      log.error('page process gone', { reason, exitCode });
      const now = performance.now();
      const again = lastCrashAt !== null && now - lastCrashAt < CRASH_LOOP_MS;
      lastCrashAt = now;
      // Electron is still taking the dead process apart while it tells us.
      setImmediate(() => {
        if (window.isDestroyed()) return;
        if (again) {
          window.destroy();
          onLost(reason);
        } else {
          window.webContents.reload();
          onReloaded(reason);
        }
      });
    });
  }
}
