import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

const ANSWER_MS = 10_000;

/**
 * Tells whether PATH has a program of that name.
 * @param {string} program
 * @returns {Promise<boolean>}
 */
export async function hasProgram(program) {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const runs = access(join(folder, program), constants.X_OK);
    if (
      await runs.then(
        () => true,
        () => false,
      )
    )
      return true;
  }
  return false;
}

/**
 * Why an address does not answer within ten seconds, for a person, or null where it does.
 * @param {string} address
 * @returns {Promise<string | null>}
 */
export async function whyUnreached(address) {
  try {
    const { ok, status } = await fetch(address, {
      method: 'HEAD',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return ok ? null : `it answered with status ${status}`;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}
