import { join } from 'node:path';

/** Names that would carry the person's session, credentials, settings or place into a test. */
const FOREIGN =
  /^(OPENCLAW_|CODEX_|OPENAI_|BULKHEAD_|XDG_|DBUS_|GNOME_|KDE_|GTK_|QT_|SSH_|GPG_|WAYLAND_|ELECTRON_|PLAYWRIGHT_|npm_config_(userconfig|cache|local_prefix)$|NODE_OPTIONS$|DISPLAY$|XAUTHORITY$|SESSION_MANAGER$|DESKTOP_SESSION$|NOTIFY_SOCKET$|APPIMAGE$|APPDIR$|LANG$|LANGUAGE$|LC_|TZ$)/;

/** Ours, and meant to reach the tests. */
const KEPT = new Set([
  'BULKHEAD_CACHE',
  'BULKHEAD_FAULT_PROFILE',
  'BULKHEAD_FAULT_SEED',
  'BULKHEAD_ELECTRON',
  'BULKHEAD_REAL_PROGRAMS',
  'BULKHEAD_TEST_BUILT',
]);

/**
 * The folders of a private environment below `root`; each is to exist with mode 0700.
 * @param {string} root absolute, short enough for a socket path below it
 */
export function privateFolders(root) {
  return {
    HOME: join(root, 'home'),
    XDG_CONFIG_HOME: join(root, 'home/.config'),
    XDG_DATA_HOME: join(root, 'home/.local/share'),
    XDG_STATE_HOME: join(root, 'home/.local/state'),
    XDG_CACHE_HOME: join(root, 'home/.cache'),
    XDG_RUNTIME_DIR: join(root, 'run'),
    BULKHEAD_HOME: join(root, 'home/.bulkhead'),
    TMPDIR: join(root, 'tmp'),
  };
}

/**
 * What a test process may see of the person's environment: nothing that names their folders,
 * session, gateway or credentials. Display and session bus are left out: who starts them adds them.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} root
 * @returns {Record<string, string>}
 */
export function privateEnvironment(env, root) {
  /** @type {Record<string, string>} */
  const kept = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (KEPT.has(name) || !FOREIGN.test(name))) kept[name] = value;
  }
  return {
    ...kept,
    ...privateFolders(root),
    BULKHEAD_TEST_ROOT: root,
    // what a test expects of a date or a number holds wherever it runs
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    // a bus that does not exist beats the one that a library would find by itself
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(root, 'run/no-bus')}`,
  };
}
