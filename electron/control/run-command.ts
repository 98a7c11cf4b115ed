import { describeState } from '../../shared/describe-summary.ts';
import { failure } from '../../shared/failure.ts';
import { clockTime } from '../../shared/format.ts';
import type { RemoteCommand } from './cli-args.ts';
import { bundle } from './bundle.ts';
import type { Seen } from './client.ts';
import { ask, command, type CommandRun, print, printFailure } from './command-run.ts';
import { drill } from './drill.ts';
import { exitDone, exitFailed, exitSignIn } from './exit-code.ts';
import { history } from './history.ts';
import { credentialJson, helperJson, statusJson } from './printed-json.ts';
import {
  credentialsText,
  credentialSentences,
  plainText,
  helpersText,
  statusText,
  templatesText,
} from './printed-text.ts';
import { addTemplate, exportTemplates, importTemplates } from './templates.ts';
import { setKey, signIn } from './sign-in.ts';
import { getSetting, resetSettings, testNotice } from './settings.ts';
import { spawn } from './spawn.ts';

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

/** Asks whether a credential works now and prints what is then known; 4 when it needs a sign-in. */
const checkCredential = async (run: CommandRun, id: string): Promise<number> => {
  const reply = await ask(run, 'credentials.check', { id });
  // A refusal is an answer: the row says what is known of it.
  if (!reply.ok && reply.failure.kind !== 'unauthorized') return printFailure(run, reply.failure);
  const { state } = await run.client.look();
  const view = state.credentials.find((one) => one.id === id);
  if (view === undefined) {
    return printFailure(run, failure({ kind: 'unknown-id', what: `credential “${id}” any more` }));
  }
  const text = credentialSentences(view, state.gateway.state, run.now());
  await print(run, { ok: true, credential: credentialJson(view) }, text);
  const { phase } = view.state;
  return phase === 'needs-sign-in' || phase === 'refused-by-gateway' ? exitSignIn : exitDone;
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
    case 'history':
      return history(run, asked);
    case 'gateway':
      return command(run, `gateway.${asked.act}`, {}, 'Done.');
    case 'templates-list':
      return show(
        run,
        ({ state }) => ({ templates: state.templates }),
        ({ state }) => templatesText(state),
      );
    case 'templates-add':
      return addTemplate(run, asked.file, asked.yes);
    case 'templates-export':
      return exportTemplates(run, asked.names, asked.to);
    case 'templates-import':
      return importTemplates(run, asked.file, asked.yes);
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
    case 'settings-reset':
      return resetSettings(run, asked.scope, asked.yes);
    case 'test-notice':
      return testNotice(run);
    case 'drill':
      return drill(run, asked.only);
    case 'bundle':
      return bundle(run, asked.file, asked.yes);
    case 'practice':
      return command(run, `practice.${asked.act}`, {}, 'Done.');
    case 'show':
      return command(run, 'app.show', { helper: asked.helper }, 'Done.');
    case 'ask':
      return command(run, 'ask.open', {}, 'Done.');
    case 'quit':
      return command(run, 'app.quit', {}, 'Quitting.');
  }
};
