import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The launcher beside the program of a package, by which a desktop starts it. */
export const launcher = 'bulkhead-start';

/**
 * Lines of sh that make an environment which Chromium can start in: they decide of the session bus as
 * `electron/base/bus-address.mjs` does, and forget what an editor's terminal tells its own Electron.
 */
export const safeEnvironment = String.raw`unset ELECTRON_RUN_AS_NODE
bus=
rest=$DBUS_SESSION_BUS_ADDRESS
while [ -n "$rest" ] && [ -z "$bus" ]; do
  case $rest in unix:* | tcp:*) bus=${'$'}{rest%%;*} ;; esac
  case $rest in *\;*) rest=${'$'}{rest#*;} ;; *) rest= ;; esac
done
if [ -z "$bus" ]; then
  bus=disabled:
  case $XDG_RUNTIME_DIR in
    *[!0-9A-Za-z_./-]*) ;;
    /*) [ ! -S "$XDG_RUNTIME_DIR/bus" ] || bus=unix:path=$XDG_RUNTIME_DIR/bus ;;
  esac
fi
export DBUS_SESSION_BUS_ADDRESS="$bus"
`;

/** The launcher: whatever it is given it hands on to the program beside it. Of sh. */
const launcherScript = `#!/bin/sh
# Chromium reads its environment before a line of the app runs, and crashes on some: this mends it.
${safeEnvironment}
exec "$(dirname "$(readlink -f "$0")")/bulkhead" "$@"
`;

/** @param {string} folder the unpacked app */
export async function writeLauncher(folder) {
  const file = join(folder, launcher);
  await writeFile(file, launcherScript);
  await chmod(file, 0o755);
}
