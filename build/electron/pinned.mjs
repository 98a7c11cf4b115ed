import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout, absolute. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * The Electron version that package.json pins and that a release ships on.
 * @type {string}
 */
export const pinnedElectron = readPin();

/** @returns {string} */
function readPin() {
  /** @type {{ devDependencies: Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(`${projectRoot}/package.json`, 'utf8'));
  const version = manifest.devDependencies.electron;
  if (!version || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error('package.json must pin electron to one exact version');
  }
  return version;
}
