import { describeRefused } from '../../shared/describe-refused.ts';
import type { Failure } from '../../shared/failure.ts';
import type { CommandRun } from './command-run.ts';
import { exitCodeOf } from './exit-code.ts';
import { plainText } from './plain-text.ts';
import { controlVersion } from './protocol.ts';
import { failureJson } from './failure-json.ts';

type Printing = Pick<CommandRun, 'io' | 'json'>;

/** Prints one answer: `json` with its version as a line with --json, else the text. */
export const print = (run: Printing, json: object, text: string): Promise<void> =>
  run.io.out(run.json ? `${JSON.stringify({ v: controlVersion, ...json })}\n` : `${text}\n`);

/** Prints why a command failed, as a sentence and with --json as JSON; answers the exit code. */
export const printFailure = async (run: Printing, failed: Failure): Promise<number> => {
  const cause = plainText(describeRefused(failed, 'app'));
  if (run.json) {
    const body = { v: controlVersion, ok: false, message: cause, failure: failureJson(failed) };
    await run.io.out(`${JSON.stringify(body)}\n`);
  }
  const detail = failed.detail === '' ? '' : ` ${plainText(failed.detail).slice(0, 500)}`;
  run.io.err(`bulkhead: ${cause}${detail}\n`);
  return exitCodeOf(failed);
};
