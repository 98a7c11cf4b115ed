import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether Chromium's own sandbox can work for this user, and what to pass when it cannot.
 * @param {string} electronFolder where the binary and its chrome-sandbox lie
 * @returns {{ args: string[], note: string | null }} `note` is a line for the person
 */
export function chromiumSandbox(electronFolder) {
  if (process.getuid?.() === 0) return { args: ['--no-sandbox'], note: null };
  if (userNamespacesAllowed() || hasSetuidHelper(electronFolder)) return { args: [], note: null };
  const helper = join(electronFolder, 'chrome-sandbox');
  return {
    args: ['--no-sandbox'],
    note:
      `Chromium's sandbox is off: this system refuses user namespaces. To turn it on: ` +
      `sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`,
  };
}

function userNamespacesAllowed() {
  return (
    readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') !== 1 &&
    readNumber('/proc/sys/kernel/unprivileged_userns_clone') !== 0 &&
    readNumber('/proc/sys/user/max_user_namespaces') !== 0
  );
}

/** @param {string} folder */
function hasSetuidHelper(folder) {
  try {
    const { uid, mode } = statSync(join(folder, 'chrome-sandbox'));
    return uid === 0 && (mode & 0o4000) !== 0;
  } catch {
    return false;
  }
}

/** @param {string} file */
function readNumber(file) {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
