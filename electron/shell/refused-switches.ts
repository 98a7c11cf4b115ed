/**
 * Switches by which a stranger would look into the app or steer it, or open it to the network.
 * `allow-file-access-from-files` is not among them: Electron gives it to itself at every start.
 */
const refused = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-debugging-io-pipes',
  'remote-allow-origins',
  'inspect',
  'inspect-brk',
  'inspect-brk-node',
  'inspect-port',
  'inspect-publish-uid',
  'inspect-wait',
  'debug-port',
  'js-flags',
  'load-extension',
  'disable-web-security',
  'disable-site-isolation-trials',
  'disable-seccomp-filter-sandbox',
  'disable-namespace-sandbox',
  'disable-setuid-sandbox',
  'allow-sandbox-debugging',
  'browser-subprocess-path',
  'host-resolver-rules',
  'host-rules',
  'ignore-certificate-errors',
  'ignore-certificate-errors-spki-list',
  'ssl-key-log-file',
  'log-net-log',
  'renderer-cmd-prefix',
  'utility-cmd-prefix',
  'gpu-launcher',
  'no-zygote',
  'single-process',
] as const;

/** The first switch that the packaged app does not start with, or null. Pure. */
export const refusedSwitch = (has: (name: string) => boolean): string | null =>
  refused.find((name) => has(name)) ?? null;
