import { resolve } from 'node:path';
import { describeCause } from '../../shared/describe-cause.ts';
import { describePhase } from '../../shared/describe-helper.ts';
import { describeState } from '../../shared/describe-summary.ts';
import { failure } from '../../shared/failure.ts';
import { clockTime } from '../../shared/format.ts';
import type { HelperView } from '../../shared/state.ts';
import { FailureError } from '../failure-error.ts';
import { UsageError, type CliCommand } from './cli-args.ts';
import { checkCredential } from './check-credential.ts';
import { readInput } from './cli-io.ts';
import type { Seen } from './client.ts';
import { questionMs, type CommandRun } from './command-run.ts';
import { credentialJson } from './credential-json.ts';
import { credentialsText } from './credentials-text.ts';
import { exitCodeOfHelper, exitDone, exitFailed } from './exit-code.ts';
import { plainText } from './plain-text.ts';
import { print, printFailure } from './print.ts';
import { setKey, signIn } from './sign-in.ts';
import { helperJson, statusJson } from './status-json.ts';
import { helpersText, statusText, templatesText } from './status-text.ts';

/** Commands that another Bulkhead instance runs; help and version need none. */
export type RemoteCommand = Exclude<CliCommand, { readonly kind: 'help' | 'version' }>;

const command = async (
  run: CommandRun,
  name: string,
  input: unknown,
  done: string,
): Promise<number> => {
  const reply = await run.client.request(name, input, questionMs);
  if (!reply.ok) return printFailure(run, reply.failure);
  const { value } = reply;
  const id =
    typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
      ? value.id
      : null;
  await print(run, id === null ? { ok: true } : { ok: true, id }, id ?? done);
  return exitDone;
};

const show = async (
  run: CommandRun,
  json: (seen: Seen) => object,
  text: (seen: Seen) => string,
): Promise<number> => {
  const seen = await run.client.look();
  await print(run, json(seen), text(seen));
  return exitDone;
};

const watch = async (run: CommandRun): Promise<number> => {
  for await (const { state, sessions } of run.client.watch()) {
    const now = run.now();
    await print(
      run,
      { revision: state.revision, ...statusJson(state, sessions) },
      `${clockTime(now, 'seconds')}  ${plainText(describeState(state, now))}`,
    );
  }
  run.io.err('bulkhead: Bulkhead has ended.\n');
  return exitFailed;
};

const waitFor = async (run: CommandRun, id: string): Promise<HelperView> => {
  for await (const { state } of run.client.watch()) {
    const helper = state.helpers.find((one) => one.id === id);
    // It was in the state before its id was answered: when it is not there, it has been removed.
    if (helper === undefined) {
      throw new FailureError(failure({ kind: 'unknown-id', what: `helper “${id}” any more` }));
    }
    if (exitCodeOfHelper(helper.state) !== null) return helper;
  }
  throw new FailureError(
    failure({ kind: 'unreachable', reason: 'dropped', target: 'Bulkhead' }, 'It ended meanwhile.'),
  );
};

const spawn = async (
  run: CommandRun,
  asked: Extract<CliCommand, { readonly kind: 'spawn' }>,
): Promise<number> => {
  const input = {
    templateId: asked.template,
    prompt: asked.prompt,
    ...(asked.cwd === null ? {} : { cwd: resolve(asked.cwd) }),
    ...(asked.isolated === null ? {} : { isolated: asked.isolated }),
    ...(asked.spawnedBy === null ? {} : { spawnedBy: asked.spawnedBy }),
  };
  if (!asked.wait) return command(run, 'helpers.spawn', input, '');
  const reply = await run.client.request('helpers.spawn', input);
  if (!reply.ok) return printFailure(run, reply.failure);
  const { value } = reply;
  if (
    typeof value !== 'object' ||
    value === null ||
    !('id' in value) ||
    typeof value.id !== 'string'
  ) {
    throw new FailureError(failure({ kind: 'protocol' }, 'the reply has no id'));
  }
  const helper = await waitFor(run, value.id);
  const failed = 'failure' in helper.state ? helper.state.failure : null;
  const cause = failed === null ? '' : `: ${describeCause(failed, 'helper')}`;
  await print(
    run,
    { ok: failed === null, ...helperJson(helper) },
    plainText(`${helper.id}  ${describePhase(helper.state)}${cause}`),
  );
  return exitCodeOfHelper(helper.state) ?? exitFailed;
};

const addTemplate = async (run: CommandRun, file: string): Promise<number> => {
  const text = await readInput(file, run.io);
  let template: unknown;
  try {
    template = JSON.parse(text);
  } catch {
    throw new UsageError('The template is not JSON.');
  }
  return command(run, 'templates.save', { template }, '');
};

const getSetting = async (run: CommandRun, key: string | null): Promise<number> => {
  const { state } = await run.client.look();
  let value: unknown = state.settings;
  for (const part of key === null ? [] : key.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) {
      return printFailure(run, failure({ kind: 'unknown-id', what: `setting “${key ?? ''}”` }));
    }
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  const text = typeof value === 'string' ? plainText(value) : JSON.stringify(value, null, 2);
  await print(run, { key, value }, text);
  return exitDone;
};

/** Runs one command against the app and answers the exit code. */
export const runCommand = async (asked: RemoteCommand, run: CommandRun): Promise<number> => {
  switch (asked.kind) {
    case 'status':
      return show(
        run,
        ({ state, sessions }) => statusJson(state, sessions),
        ({ state, sessions }) => statusText(state, sessions, run.now()),
      );
    case 'watch':
      return watch(run);
    case 'helpers':
      return show(
        run,
        ({ state }) => ({ helpers: state.helpers.map(helperJson) }),
        ({ state }) => helpersText(state.helpers, run.now()),
      );
    case 'spawn':
      return spawn(run, asked);
    case 'stop':
      return command(run, 'helpers.stop', { id: asked.id }, 'Stopped.');
    case 'retry':
      return command(run, 'helpers.retry', { id: asked.id }, 'Sent again.');
    case 'remove':
      return command(run, 'helpers.remove', { id: asked.id }, 'Removed.');
    case 'gateway':
      return command(run, `gateway.${asked.act}`, {}, 'Done.');
    case 'templates-list':
      return show(
        run,
        ({ state }) => ({ templates: state.templates }),
        ({ state }) => templatesText(state),
      );
    case 'templates-add':
      return addTemplate(run, asked.file);
    case 'credentials-list':
      return show(
        run,
        ({ state }) => ({ credentials: state.credentials.map(credentialJson) }),
        ({ state }) => credentialsText(state, run.now()),
      );
    case 'credentials-set':
      return setKey(run, asked.id);
    case 'credentials-add-account':
      return command(run, 'credentials.add-account', { label: asked.label, home: asked.home }, '');
    case 'sign-in':
      return signIn(run, asked);
    case 'sign-out':
      return command(run, 'credentials.sign-out', { id: asked.id }, 'Signed out.');
    case 'check':
      return checkCredential(run, asked.id);
    case 'settings-get':
      return getSetting(run, asked.key);
    case 'settings-set':
      return command(run, 'settings.set', { key: asked.key, value: asked.value }, 'Set.');
    case 'practice':
      return command(run, `practice.${asked.act}`, {}, 'Done.');
    case 'show':
      return command(run, 'app.show', {}, 'Done.');
    case 'quit':
      return command(run, 'app.quit', {}, 'Quitting.');
  }
};
