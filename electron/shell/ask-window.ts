import { BrowserWindow, nativeTheme } from 'electron';
import { channels } from '../../shared/contract.ts';
import type { Log } from '../base/log.ts';
import type { SmallWindow, SmallWindowTells } from './kept-ask.ts';
import type { FeedWindow } from './page-feed.ts';
import { askUrl } from './page-files.ts';
import { lockedWebPreferences } from './security.ts';

interface AskWindowOptions {
  /** Absolute path of the built preload. */
  readonly preload: string;
  readonly log: Log;
  /** Called with every new window before its page loads. */
  readonly attach: (window: FeedWindow) => void;
}

/** The small window, and the one of Electron's that it is. */
export interface AskWindow extends SmallWindow {
  readonly native: BrowserWindow;
}

const size = { width: 560, height: 344 } as const;
const background = { light: '#ffffff', dark: '#25292e' } as const;

/** Makes the small window that asks for a helper, above all others, hidden. */
export const makeAskWindow = (options: AskWindowOptions, tells: SmallWindowTells): AskWindow => {
  const { attach, log, preload } = options;
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
  const drop = (): void => {
    if (!window.isDestroyed()) window.destroy();
  };
  window.on('page-title-updated', (event) => {
    event.preventDefault();
  });
  window.on('closed', tells.onGone);
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log.error('page process of ask gone', { reason });
    // Electron is still taking the dead process apart while it tells us.
    setImmediate(drop);
  });
  window.webContents.on('did-finish-load', tells.onReady);
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
    drop();
  });
  return {
    native: window,
    isVisible: () => !window.isDestroyed() && window.isVisible(),
    isFocused: () => !window.isDestroyed() && window.isFocused(),
    show: (opening) => {
      if (window.isDestroyed()) return;
      window.webContents.send(channels.ask, opening);
      window.show();
      window.focus();
    },
    hide: () => {
      if (!window.isDestroyed()) window.hide();
    },
    destroy: drop,
  };
};
