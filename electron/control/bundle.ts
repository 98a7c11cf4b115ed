import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { failure } from '../../shared/failure.ts';
import { FailureError } from '../base/errors.ts';
import { isRecord } from '../base/values.ts';
import { takenFile, writeOutput } from './cli-io.ts';
import { UsageError } from './usage-error.ts';
import { ask, type CommandRun, print, printFailure } from './command-run.ts';
import { exitDone, exitFailed } from './exit-code.ts';

const refuseTaken = async (file: string): Promise<void> => {
  const found = await lstat(file).catch(() => null);
  if (found !== null) throw takenFile();
};

/** Shows what happened lately, whole, and writes it to a new file once that was said yes to. */
export const bundle = async (run: CommandRun, file: string, yes: boolean): Promise<number> => {
  const path = resolve(file);
  await refuseTaken(path);
  if (run.json && !yes) throw new UsageError('With --json nothing is asked: say --yes as well.');
  const reply = await ask(run, 'bundle.make', {});
  if (!reply.ok) return printFailure(run, reply.failure);
  const { value } = reply;
  if (!isRecord(value) || typeof value.text !== 'string') {
    throw new FailureError(failure({ kind: 'protocol' }, 'the reply has no text'));
  }
  const { text } = value;
  if (!run.json) await run.io.out(text);
  if (!yes && !(await run.io.confirm(`Write this to ${path}?`))) {
    run.io.err('bulkhead: Nothing was written.\n');
    return exitFailed;
  }
  await writeOutput(path, text, 'the bundle');
  await print(run, { ok: true, path, text }, `Written to ${path}`);
  return exitDone;
};
