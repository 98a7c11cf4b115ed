import { chmod, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { safeEnvironment } from '../start-script.mjs';

/** What the program is called beside the script that has its name. */
const program = 'bulkhead.program';

/**
 * Puts the script in the place of the program, so that whatever starts the AppImage meets it first.
 * @param {string} folder the unpacked app of an AppImage and of nothing else
 */
export async function guardStart(folder) {
  const name = join(folder, 'bulkhead');
  await rename(name, join(folder, program));
  await writeFile(name, startScript());
  await chmod(name, 0o755);
}

/**
 * The script that starts the app in an AppImage. Chromium's sandbox stands on user namespaces there, for an
 * AppImage can hold no helper of root's, and without them Chromium dies with words for its developers. The
 * script says it before, with what turns them on, and ends with 1. `BULKHEAD_NO_SANDBOX=1` starts all the
 * same. electron-builder's own start drops the sandbox in silence where it finds no program `unshare`; that
 * is taken back where the kernel allows namespaces. It also makes the environment safe for Chromium. Pure.
 * @param {{ settings: string, confinement: string }} [kernel] where the kernel shows its settings, and
 *   under which AppArmor profile this process runs
 * @returns {string} of sh
 */
export function startScript(
  kernel = { settings: '/proc/sys', confinement: '/proc/self/attr/current' },
) {
  return String.raw`#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
settings='${kernel.settings}'
${safeEnvironment}
is() {
  [ -r "$settings/$1" ] && [ "$(cat "$settings/$1")" = "$2" ]
}

confined() {
  [ -r '${kernel.confinement}' ] && case $(cat '${kernel.confinement}' 2>/dev/null) in
    '' | unconfined) return 1 ;;
    *) return 0 ;;
  esac
}

cure=
if is user/max_user_namespaces 0; then
  cure='sudo sysctl user.max_user_namespaces=15000'
elif is kernel/unprivileged_userns_clone 0; then
  cure='sudo sysctl kernel.unprivileged_userns_clone=1'
elif is kernel/apparmor_restrict_unprivileged_userns 1 && ! confined; then
  cure='sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0'
fi

if [ -n "$cure" ] && [ "$(id -u)" != 0 ]; then
  if [ "$BULKHEAD_NO_SANDBOX" = 1 ]; then
    echo 'Bulkhead starts without the sandbox of its page, as BULKHEAD_NO_SANDBOX=1 asks.' >&2
    [ "$1" = --no-sandbox ] || set -- --no-sandbox "$@"
  else
    said="Bulkhead cannot start: this system refuses user namespaces, on which the sandbox of its page stands.

Install the Debian package instead, which is allowed them by itself, or allow them to every program:
  $cure
Or start without that sandbox: BULKHEAD_NO_SANDBOX=1"
    echo "$said" >&2
    if ! [ -t 2 ]; then
      zenity --error --text="$said" 2>/dev/null || kdialog --error "$said" 2>/dev/null
    fi
    exit 1
  fi
elif [ "$(id -u)" != 0 ] && [ "$BULKHEAD_NO_SANDBOX" != 1 ] && [ "$1" = --no-sandbox ]; then
  shift
fi

exec "$here/${program}" "$@"
`;
}
