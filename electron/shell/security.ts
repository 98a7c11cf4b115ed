import { app, protocol, session } from 'electron';
import { servePage, pageScheme, pageUrls } from './page-files.ts';

/** What every window of ours is made with. */
export const lockedWebPreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webviewTag: false,
  webSecurity: true,
  spellcheck: false,
  navigateOnDragDrop: false,
  enableWebSQL: false,
} as const;

/** Makes the page's scheme a standard, secure origin. Must run before the app is ready. */
export const registerPageScheme = (): void => {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
};

/** Nothing listens there, and nobody but root could. */
const nowhere = 'socks5://127.0.0.1:1';

/**
 * Leaves Chromium no name it could look up and no way but by a proxy that is nowhere: what no
 * permission, policy of the page or filter of requests reaches (WebRTC, looking up names ahead).
 * Main's own requests are Node's. Must run before the app is ready.
 */
export const closeNetwork = (): void => {
  const { commandLine } = app;
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  commandLine.appendSwitch('proxy-server', nowhere);
  commandLine.appendSwitch('proxy-bypass-list', '<-loopback>');
};

/**
 * Serves the page from `rendererRoot` and closes every other way out of it: no other page, no new
 * window, no webview, no permission, no request to the network or the disk. Runs once, when ready.
 */
export const setupSecurity = (rendererRoot: string): void => {
  const { defaultSession } = session;
  defaultSession.protocol.handle(pageScheme, servePage(rendererRoot));
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => {
    answer(false);
  });
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event) => {
    event.preventDefault();
  });
  defaultSession.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*'] },
    (_details, answer) => {
      answer({ cancel: true });
    },
  );
  app.on('web-contents-created', (_created, contents) => {
    // Neither over UDP, nor over TCP but by the proxy that is nowhere.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!pageUrls.has(event.url) || !event.isMainFrame) event.preventDefault();
    });
  });
};
