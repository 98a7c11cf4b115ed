import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

import { cacheRoot } from '../../build/cache.mjs';
import { projectRoot } from '../../build/electron/pinned.mjs';
import { startSessionBus } from '../../build/system/session-bus.mjs';
import { startVirtualDisplay } from '../../build/system/virtual-display.mjs';
import { killLeftovers } from '../../build/test/leftovers.mjs';
import { privateEnvironment, privateFolders } from '../../build/test/private-environment.mjs';
import { watchDials } from '../../build/test/watch-dials.mjs';
import { guardedFolders } from './guarded-folders.ts';

const GATEWAY_PORT = 18789;

/** How a private session ends: nothing of it runs or lies around afterwards. */
export interface PrivateSession {
  /** Settles when display, bus and leftovers are gone; answers what the guard wrote down. */
  end(): Promise<string>;
}

/**
 * Turns `process.env` into one that knows nothing of the person (own HOME, XDG folders, Bulkhead
 * home, temporary folder), with the guard in every child. With `desktop` it has a display and a
 * session bus of its own, too. Null when this process already lives in one.
 */
export async function openPrivateSession(options: {
  readonly desktop: boolean;
}): Promise<PrivateSession | null> {
  if (process.env.BULKHEAD_TEST_ROOT !== undefined) return null;
  const cache = cacheRoot(process.env);
  const { homes, allowed } = guardedFolders({
    homes: [userInfo().homedir, homedir()],
    project: projectRoot,
    cache,
    node: process.execPath,
  });
  // not in TMPDIR: a socket path may have 107 bytes
  const root = process.env.BULKHEAD_TEST_PLACE ?? (await mkdtemp('/tmp/bh-'));
  const log = join(root, 'guard.log');
  await writeFile(log, '');
  for (const folder of Object.values(privateFolders(root))) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  const env: NodeJS.ProcessEnv = {
    ...privateEnvironment(process.env, root),
    BULKHEAD_CACHE: cache,
    BULKHEAD_GUARD_LOG: log,
    BULKHEAD_GUARD_HOMES: homes.join(':'),
    BULKHEAD_GUARD_ALLOWED: allowed.join(':'),
    // electron's own module would fetch a binary where a unit test only loads it
    ELECTRON_OVERRIDE_DIST_PATH: join(projectRoot, 'node_modules/electron/dist'),
    NODE_OPTIONS: `--require=${join(projectRoot, 'test/guard/preload.cjs')}`,
  };
  const dials = watchDials({ port: GATEWAY_PORT, root, log });
  const bus = options.desktop ? await startSessionBus(join(root, 'run')) : null;
  const display = options.desktop ? await startVirtualDisplay(root) : null;
  const before = { ...process.env };
  replaceEnvironment({ ...env, ...bus?.env, ...display?.env });

  return {
    async end() {
      replaceEnvironment(before);
      await dials.stop();
      await killLeftovers(root);
      await Promise.all([bus?.stop(), display?.stop()]);
      const seen = await readFile(log, 'utf8');
      await rm(root, { recursive: true, force: true });
      return seen;
    },
  };
}

function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) {
    if (!(name in env)) Reflect.deleteProperty(process.env, name);
  }
  Object.assign(process.env, env);
}
