import { homedir } from 'node:os';
import { resolve } from 'node:path';

import type { CommandResult } from '../../shared/contract.ts';
import { describeImported, importedTitle } from '../../shared/describe-template.ts';
import { exportedTemplates } from '../../shared/exported-templates.ts';
import { failure } from '../../shared/failure.ts';
import { oneLine } from '../../shared/format.ts';
import { readTemplates } from '../settings/read-templates.ts';
import { UsageError } from './usage-error.ts';
import { readInput, writeOutput } from './cli-io.ts';
import { ask, command, type CommandRun, print, printFailure } from './command-run.ts';
import { exitDone, exitFailed } from './exit-code.ts';
import { plainText } from './printed-text.ts';

/**
 * Saves the one template of a file. Where there is one of its id already, that is replaced only when
 * `yes` was said.
 */
export const addTemplate = async (run: CommandRun, file: string, yes: boolean): Promise<number> => {
  const text = await readInput(file, run.io);
  const no = (what: string): Promise<number> =>
    printFailure(run, failure({ kind: 'invalid-input', what }));
  const read = readTemplates(text, { templates: [], credentials: [], personHome: homedir() });
  if (!read.ok) return no(read.why);
  const [one, ...more] = read.templates;
  if (one === undefined || more.length > 0) {
    return no(
      `there are ${read.templates.length} templates in it: take “templates import” for them`,
    );
  }
  const { template } = one;
  const { state } = await run.client.look();
  const before = state.templates.find(({ id }) => id === template.id);
  if (before !== undefined && !yes) {
    return no(
      `there is a template “${before.id}” already: say --yes to replace it, or leave out its id`,
    );
  }
  return command(run, 'templates.save', { template }, '');
};

/** Prints templates as JSON, or writes them to a new file; none named is all of them. */
export const exportTemplates = async (
  run: CommandRun,
  names: readonly string[],
  to: string | null,
): Promise<number> => {
  const { state } = await run.client.look();
  const unknown = names.find(
    (wanted) => !state.templates.some(({ id, name }) => id === wanted || name === wanted),
  );
  if (unknown !== undefined) {
    return printFailure(
      run,
      failure({ kind: 'unknown-id', what: `template “${oneLine(unknown, 60)}”` }),
    );
  }
  const chosen = state.templates.filter(
    ({ id, name }) => names.length === 0 || names.includes(id) || names.includes(name),
  );
  const text = exportedTemplates(chosen);
  if (to === null) {
    await run.io.out(text);
    return exitDone;
  }
  const path = resolve(to);
  await writeOutput(path, text, 'the templates');
  await print(run, { ok: true, path }, `Written to ${path}`);
  return exitDone;
};

type Preview = CommandResult<'templates.read'>;

const previewText = ({ templates }: Preview): string =>
  templates
    .map((one) => {
      const facts = describeImported(one).map(({ name, value }) => `${name}: ${value}`);
      return [importedTitle(one), ...facts].map(plainText).join('\n  ');
    })
    .join('\n\n');

/** Shows what the templates of a file may do, and adds them once that was said yes to. */
export const importTemplates = async (
  run: CommandRun,
  file: string,
  yes: boolean,
): Promise<number> => {
  if (!yes && run.json) throw new UsageError('With --json nothing is asked: say --yes as well.');
  if (!yes && file === '-') {
    throw new UsageError('The question is answered on standard input: say --yes as well.');
  }
  const text = await readInput(file, run.io);
  const seen = await ask(run, 'templates.read', { text });
  if (!seen.ok) return printFailure(run, seen.failure);
  const preview = seen.value as Preview;
  if (!run.json) await run.io.out(`${previewText(preview)}\n`);
  if (!yes && !(await run.io.confirm(`Add ${preview.templates.length} of them?`))) {
    run.io.err('bulkhead: Nothing was added.\n');
    return exitFailed;
  }
  const reply = await ask(run, 'templates.import', { text });
  if (!reply.ok) return printFailure(run, reply.failure);
  const { ids } = reply.value as CommandResult<'templates.import'>;
  await print(run, { ok: true, ids }, `Added ${ids.join(', ')}`);
  return exitDone;
};
