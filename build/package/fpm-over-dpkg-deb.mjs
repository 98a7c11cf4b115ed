#!/usr/bin/env node
// What electron-builder asks of fpm for a deb, done by dpkg-deb: fpm itself would be fetched from GitHub.
import { makeDeb } from './make-deb.mjs';

try {
  await makeDeb(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
