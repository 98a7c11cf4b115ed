import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { PanelState } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { followPlace } from './follow-place.ts';
import { pageUrl } from './page-files.ts';
import { lockedWebPreferences } from './security.ts';
import { minimumSize, placeWindow, type Area, type SavedBounds } from './window-bounds.ts';

interface PanelWindowOptions {
  /** Absolute path of the built preload. */
  readonly preload: string;
  readonly bounds: { read(): unknown; write(bounds: SavedBounds): void };
  readonly clock: Clock;
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

/** After these the window may be elsewhere, or of another size. */
const moves = ['move', 'resize', 'maximize', 'unmaximize', 'restore'] as const;

const displayEvents = ['display-added', 'display-removed', 'display-metrics-changed'] as const;

const workAreas = (): readonly Area[] => {
  const first = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== first.id);
  return [first, ...others].map(({ workArea }) => workArea);
};

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
    const { bounds, clock, log, mayClose, onCreated, preload } = this.#options;
    const { maximized, ...placement } = placeWindow(bounds.read(), workAreas());
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
    const stopFollowing = followPlace({
      window,
      clock,
      onMoved: (listener) => {
        for (const event of moves) window.on(event as 'move', listener);
        return () => undefined;
      },
      onDisplays: (listener) => {
        for (const event of displayEvents) screen.on(event as 'display-removed', listener);
        return () => {
          for (const event of displayEvents) screen.off(event as 'display-removed', listener);
        };
      },
      workAreas,
      write: (place) => bounds.write(place),
    });
    window.on('closed', () => {
      stopFollowing();
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
