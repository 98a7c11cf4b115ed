import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startBackgroundProgram } from './background-program.mjs';

const READY_MS = 20_000;
const ANY_FAMILY = 0xffff;
const COOKIE = 'MIT-MAGIC-COOKIE-1';

/**
 * Starts an X server without a screen on a free display number, open only to holders of a cookie.
 * @param {string} folder private; the cookie file is kept there
 * @returns {Promise<{ env: { DISPLAY: string, XAUTHORITY: string }, stop: () => Promise<void> }>}
 */
export async function startVirtualDisplay(folder) {
  const authority = join(folder, 'xauthority');
  await writeFile(authority, cookieFile(), { mode: 0o600 });
  const args = ['-screen', '0', '1920x1200x24', '-nolisten', 'tcp', '-noreset'];
  const server = await startBackgroundProgram(
    'Xvfb',
    ['-displayfd', '3', '-auth', authority, ...args],
    { timeoutMs: READY_MS },
  );
  return {
    env: { DISPLAY: `:${server.line}`, XAUTHORITY: authority },
    stop: () => server.stop(),
  };
}

/** An Xauthority entry that holds for any host and display: the number is not known beforehand. */
function cookieFile() {
  const word = (/** @type {number} */ value) => Buffer.from([value >> 8, value & 0xff]);
  const counted = (/** @type {Buffer} */ bytes) => Buffer.concat([word(bytes.length), bytes]);
  const empty = Buffer.alloc(0);
  return Buffer.concat([
    word(ANY_FAMILY),
    counted(empty),
    counted(empty),
    counted(Buffer.from(COOKIE)),
    counted(randomBytes(16)),
  ]);
}
