import { isRecord } from '../base/values.ts';
import { questionMs, type CommandRun } from './command-run.ts';
import { exitDone } from './exit-code.ts';
import { print, printFailure } from './print.ts';

/** Gives one command and prints the id that it answers, else `done`; answers the exit code. */
export const command = async (
  run: CommandRun,
  name: string,
  input: unknown,
  done: string,
): Promise<number> => {
  const reply = await run.client.request(name, input, questionMs);
  if (!reply.ok) return printFailure(run, reply.failure);
  const { value } = reply;
  const id = isRecord(value) && typeof value.id === 'string' ? value.id : null;
  await print(run, id === null ? { ok: true } : { ok: true, id }, id ?? done);
  return exitDone;
};
