import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { takePictures } from './demo/pictures.mjs';
import { projectRoot } from './electron/pinned.mjs';
import { interruptedCode, onInterrupt } from './interrupt.mjs';
import { readyElectron } from './ready-electron.mjs';
import { runApp } from './run-app.mjs';

/** @type {Record<string, string>} */
const own = {};
for (const [name, value] of Object.entries(process.env)) if (value !== undefined) own[name] = value;

const interrupted = onInterrupt();
const home = await mkdtemp(join(tmpdir(), 'bulkhead-demo-'));
/** @type {import('./ready-electron.mjs').ReadyElectron | null} */
let ready = null;
try {
  ready = await readyElectron(interrupted);
  // a home of its own: a panel that runs already is left alone
  const env = { ...own, ...ready.env, BULKHEAD_HOME: home };
  if (ready.headless) {
    console.log('No display here: the story is played on a virtual one and kept in pictures.');
    await takePictures(ready, env, join(projectRoot, 'out', 'demo'), home);
  } else {
    console.log('Practice: the story of a sign-in that ended. Ctrl+C ends it.');
    process.exitCode = await runApp(ready.command, [...ready.args, '--practice-story'], env);
  }
} catch (error) {
  if (interrupted.aborted) process.exitCode = interruptedCode;
  else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  // a display that was left would hold this process
  await ready?.stop();
  await rm(home, { recursive: true, force: true });
}
// a build that was left would hold this process
if (interrupted.aborted) process.exit();
