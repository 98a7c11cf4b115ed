import { readFileSync } from 'node:fs';

import { projectRoot } from '../electron/pinned.mjs';

/**
 * What this app is to a desktop, in reverse DNS: the name of its `.desktop` file without the suffix, the
 * class of its windows and its id under Wayland. Electron itself reads it from `desktopName` in
 * package.json, so that is where it stands.
 * @type {string}
 */
export const appId = readAppId();

/** @returns {string} */
function readAppId() {
  /** @type {{ desktopName?: string }} */
  const { desktopName } = JSON.parse(readFileSync(`${projectRoot}/package.json`, 'utf8'));
  const found = /^([A-Za-z]\w*(?:\.[A-Za-z]\w*){2,})\.desktop$/.exec(desktopName ?? '')?.[1];
  if (found === undefined) {
    throw new Error('package.json must have a desktopName in reverse DNS that ends with .desktop');
  }
  return found;
}
