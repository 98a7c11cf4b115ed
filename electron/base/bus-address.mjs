// Plain JavaScript, since `npm start` needs it before there is a build.
import { statSync } from 'node:fs';

/** What is no address of any bus; Chromium's own word for it, and what Electron sets where there is none. */
export const noBus = 'disabled:';

/**
 * DBUS_SESSION_BUS_ADDRESS as Chromium may have it. On every way to a bus but a plain socket its D-Bus
 * library may start a program, and then Chromium ends with a crash: of several addresses the first `unix:` or
 * `tcp:` is kept, else that of the user's own bus, else there is none. `build/package/start-script.mjs`
 * decides the same in sh. Pure.
 * @param {string | undefined} given
 * @param {string | null} userBus where the user's own bus listens, if it does
 * @returns {string}
 */
export function chooseBusAddress(given, userBus) {
  const plain = (given ?? '').split(';').find((one) => /^(?:unix|tcp):/.test(one));
  return plain ?? (userBus === null ? noBus : `unix:path=${userBus}`);
}

/**
 * The same for this environment: the user's own bus is the socket `bus` in XDG_RUNTIME_DIR (systemd's
 * pam_systemd; a folder that an address would have to spell otherwise is left aside).
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string}
 */
export function busAddressFor(env) {
  return chooseBusAddress(env.DBUS_SESSION_BUS_ADDRESS, userBusOf(env.XDG_RUNTIME_DIR ?? ''));
}

/** @param {string} folder */
function userBusOf(folder) {
  if (!/^\/[\w./-]*$/.test(folder)) return null;
  const socket = `${folder}/bus`;
  try {
    return statSync(socket).isSocket() ? socket : null;
  } catch {
    return null;
  }
}
