// What the official binary's default_app does for `electron <folder>`: Electron waits for an ESM
// entry before it emits `ready`, so the app may still register schemes and switches.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { app as publicApp } from 'electron';

/** @typedef {{ setVersion(version: string): void, setAppPath(path: string): void }} Undocumented */
const app = /** @type {import('electron').App & Undocumented} */ (publicApp);
const args = process.argv.slice(1);
const require = createRequire(import.meta.url);
let folder;
for (let index = 0; index < args.length && folder === undefined; index += 1) {
  const arg = args[index] ?? '';
  if (arg === '-r' || arg === '--require') require(resolve(args[(index += 1)] ?? ''));
  else if (!arg.startsWith('-')) folder = resolve(arg);
}
if (folder === undefined) {
  process.stderr.write('usage: electron <folder of an app>\n');
  process.exit(2);
}

Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
/** @type {{ name?: string, productName?: string, version?: string, main?: string, desktopName?: string }} */
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
app.name = manifest.productName ?? manifest.name ?? app.name;
if (manifest.version !== undefined) app.setVersion(manifest.version);
app.setDesktopName(manifest.desktopName ?? `${app.name}.desktop`);
app.setAppPath(folder);
app.on('window-all-closed', () => {
  if (app.listenerCount('window-all-closed') === 1) app.quit();
});
await import(pathToFileURL(join(folder, manifest.main ?? 'index.js')).href);
