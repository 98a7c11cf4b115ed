import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { projectRoot } from './electron/pinned.mjs';
import { runCommand } from './run-command.mjs';

const ANSWERS_WITHIN_MS = 5000;

/**
 * Whether a panel of this home runs already, as its own command line says. Without a build nothing
 * of ours can run.
 * @param {AbortSignal} [signal]
 * @param {string} [cli]
 */
export async function isAlreadyOpen(signal, cli = join(projectRoot, 'out/cli/bulkhead.mjs')) {
  if (!existsSync(cli)) return false;
  const asked = await runCommand(process.execPath, [cli, 'status', '--json'], {
    timeoutMs: ANSWERS_WITHIN_MS,
    signal,
  });
  return asked.code === 0;
}
