import { describeRefused, describeWaits } from '../../shared/describe-refused.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Reply } from '../../shared/result.ts';
import { isRecord } from '../base/values.ts';
import { answerWithinMs } from '../ports/desktop-port.ts';
import type { CliIo } from './cli-io.ts';
import type { ControlClient } from './client.ts';
import { exitCodeOf, exitDone } from './exit-code.ts';
import { failureJson } from './printed-json.ts';
import { plainText } from './printed-text.ts';
import { controlVersion } from './protocol.ts';

/** How one command is run: who answers, where it prints, in which form. */
export interface CommandRun {
  readonly client: ControlClient;
  /** One more connection, for what is to be said while `client` watches. */
  readonly connect: () => Promise<ControlClient>;
  readonly io: CliIo;
  readonly json: boolean;
  readonly now: () => number;
  /** True where whoever gave the command sees the desktop that a browser would open on. */
  readonly hasDisplay: boolean;
}

/** Longest wait for a command, in ms: also a question that nobody answers is told of. */
export const questionMs = answerWithinMs + 10_000;

type Printing = Pick<CommandRun, 'io' | 'json'>;

/** Prints one answer: `json` with its version as a line with --json, else the text. */
export const print = (run: Printing, json: object, text: string): Promise<void> =>
  run.io.out(run.json ? `${JSON.stringify({ v: controlVersion, ...json })}\n` : `${text}\n`);

/** Prints why a command failed, as a sentence and with --json as JSON; answers the exit code. */
export const printFailure = async (run: Printing, failed: Failure): Promise<number> => {
  const cause = plainText(describeRefused(failed, 'app'));
  if (run.json) {
    const body = {
      v: controlVersion,
      ok: false,
      message: cause,
      failure: failureJson(failed, 'app'),
    };
    await run.io.out(`${JSON.stringify(body)}\n`);
  }
  const detail = failed.detail === '' ? '' : ` ${plainText(failed.detail).slice(0, 500)}`;
  run.io.err(`bulkhead: ${cause}${detail}\n`);
  return exitCodeOf(failed);
};

/** Gives one command; what its answer waits for is said at once, to standard error. */
export const ask = (run: CommandRun, name: string, input: unknown): Promise<Reply<unknown>> =>
  run.client.request(name, input, questionMs, (waits) => {
    run.io.err(`bulkhead: ${plainText(describeWaits(waits.what, waits.ms))}\n`);
  });

/** Gives one command and prints the id that it answers, else `done`; answers the exit code. */
export const command = async (
  run: CommandRun,
  name: string,
  input: unknown,
  done: string,
): Promise<number> => {
  const reply = await ask(run, name, input);
  if (!reply.ok) return printFailure(run, reply.failure);
  const { value } = reply;
  const id = isRecord(value) && typeof value.id === 'string' ? value.id : null;
  await print(run, id === null ? { ok: true } : { ok: true, id }, id ?? done);
  return exitDone;
};
