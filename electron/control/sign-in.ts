import type { CredentialView, SignInFlow, SignInView } from '../../shared/credential.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { describeSignIn } from '../../shared/describe-sign-in.ts';
import { failure } from '../../shared/failure.ts';
import { isSignInOver } from '../../shared/sign-in-over.ts';
import type { PanelState } from '../../shared/state.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import { type CliCommand } from './cli-args.ts';
import { UsageError } from './usage-error.ts';
import { ask, type CommandRun, print, printFailure } from './command-run.ts';
import { exitDone, exitFailed } from './exit-code.ts';
import { credentialJson } from './printed-json.ts';
import { plainText } from './printed-text.ts';

/** Where a sign-in stands that the command line follows. */
interface SignInProgress {
  /** How it ended; null while it is under way. */
  readonly ended: 'done' | 'failed' | null;
  /** What a person reads of it; lines, without secrets. */
  readonly text: string;
}

/** What the window offers as buttons and the command line has other ways for. */
const hint = (view: CredentialView, signIn: SignInView): readonly string[] => {
  const withCode = `bulkhead sign-in ${plainText(view.id)} --device`;
  switch (signIn.phase) {
    case 'device':
      return [`    ${plainText(signIn.verificationUrl)}`, `    ${plainText(signIn.userCode)}`];
    case 'browser':
      return signIn.opened ? [] : [`Without a browser: ${withCode}`];
    case 'port-taken':
      return [`With a code: ${withCode}`];
    case 'wizard': {
      const { type, url } = signIn.step;
      return [
        ...(url === null ? [] : [`    ${plainText(url)}`]),
        ...(type === 'progress' ? [] : ['Answer it in the window: bulkhead show']),
      ];
    }
    case 'queued':
    case 'starting':
    case 'expired':
    case 'denied':
    case 'failed':
    case 'done':
      return [];
  }
};

/**
 * Says where a sign-in stands. `before` is the credential's generation when it began: one that is
 * gone without a word has worked when the generation has grown, and was cancelled when not. Pure;
 * `now` in epoch ms.
 */
const signInProgress = (view: CredentialView, before: number, now: number): SignInProgress => {
  const { signIn } = view;
  const words = describeSignIn(view, now);
  if (signIn === null || words === null) {
    return view.generation > before
      ? { ended: 'done', text: 'Signed in.' }
      : { ended: 'failed', text: 'The sign-in was cancelled.' };
  }
  const first = plainText(`${words.title}. ${words.sentence}`);
  const left = words.left === null ? [] : [`${words.left}. Ctrl+C cancels.`];
  const text = [first, ...hint(view, signIn), ...left].join('\n');
  if (signIn.phase === 'done') return { ended: 'done', text };
  return { ended: isSignInOver(signIn) ? 'failed' : null, text };
};

const gone = (id: string): FailureError =>
  new FailureError(failure({ kind: 'unknown-id', what: `credential “${id}”` }));

const otherWay = ({ acts }: CredentialView): string => {
  if (acts.includes('set-key')) return 'It is a key: give it with --api-key-stdin.';
  if (acts.includes('pair')) return 'The gateway pairs it: bulkhead gateway retry tries again.';
  return 'There is nothing to sign in to.';
};

/** Ends the sign-in from a second connection; the first one then sees that it is over. */
const cancel = async (run: CommandRun, id: string): Promise<void> => {
  try {
    const client = await run.connect();
    const reply = await client.request('credentials.sign-in-cancel', { id });
    client.close();
    if (!reply.ok) throw new FailureError(reply.failure);
  } catch (error) {
    await printFailure(run, toFailure(error));
  }
};

const say = async (
  run: CommandRun,
  view: CredentialView,
  { ended, text }: SignInProgress,
): Promise<void> => {
  const { id } = view;
  const credential = credentialJson(view);
  const { signIn } = credential;
  if (ended === null) {
    await print(run, { id, signIn }, text);
    return;
  }
  if (ended === 'done') {
    await print(run, { ok: true, id, signIn, credential }, text);
    return;
  }
  if (run.json) await print(run, { ok: false, id, message: text, signIn, credential }, '');
  run.io.err(`bulkhead: ${text}\n`);
};

const follow = async (run: CommandRun, id: string, before: number): Promise<number> => {
  let said = '';
  for await (const { state } of run.client.watch()) {
    const view = state.credentials.find((one) => one.id === id);
    if (view === undefined) throw gone(id);
    const progress = signInProgress(view, before, run.now());
    const stands = JSON.stringify(view.signIn);
    // Said once, although its time runs on and others change the state.
    if (stands === said) continue;
    said = stands;
    await say(run, view, progress);
    if (progress.ended !== null) return progress.ended === 'done' ? exitDone : exitFailed;
  }
  throw new FailureError(
    failure({ kind: 'unreachable', reason: 'dropped', target: 'Bulkhead' }, 'It ended meanwhile.'),
  );
};

/** Why more rights are asked for than usual, before they are; scripts read only the answer. */
const sayRights = async (run: CommandRun, { gateway, credentials }: PanelState, id: string) => {
  const view = credentials.find((one) => one.id === id);
  if (view === undefined || run.json) return;
  const { note } = describeCredential(view, gateway.state, run.now());
  if (note !== '') await run.io.out(`${note}\n`);
};

/** Saves a key from standard input: what signing in is for a credential that is a key. */
export const setKey = async (run: CommandRun, id: string): Promise<number> => {
  const secret = (await run.io.stdin()).replace(/\r?\n$/, '');
  if (secret.trim() === '') throw new UsageError('Standard input was empty: no key was given.');
  const { state } = await run.client.look();
  await sayRights(run, state, id);
  const reply = await ask(run, 'credentials.set', { id, secret });
  if (!reply.ok) return printFailure(run, reply.failure);
  await print(run, { ok: true }, 'Saved.');
  return exitDone;
};

/**
 * Signs in and follows it to its end: 0 signed in, 1 failed, denied or cancelled, 2 for what cannot
 * be signed in this way. Ctrl+C cancels it.
 */
export const signIn = async (
  run: CommandRun,
  asked: Extract<CliCommand, { readonly kind: 'sign-in' }>,
): Promise<number> => {
  const { id, how } = asked;
  const { state } = await run.client.look();
  const view = state.credentials.find((one) => one.id === id);
  if (view === undefined) throw gone(id);
  if (how === 'api-key') {
    if (!view.acts.includes('set-key')) throw new UsageError('It takes no key.');
    return setKey(run, id);
  }
  if (!view.acts.includes('sign-in')) throw new UsageError(otherWay(view));

  const flow: SignInFlow = how === 'device' || !run.hasDisplay ? 'device' : 'browser';
  if (how === null && view.kind === 'account' && !run.json) {
    await run.io.out(
      flow === 'device'
        ? 'There is no display here: signing in with a code.\n'
        : 'Signing in with the browser. With a code instead: --device\n',
    );
  }
  await sayRights(run, state, id);
  const cancelling: Promise<void>[] = [];
  const forget = run.io.onInterrupt(() => {
    cancelling.push(cancel(run, id));
  });
  try {
    const reply = await ask(run, 'credentials.sign-in', { id, flow });
    if (!reply.ok) return await printFailure(run, reply.failure);
    return await follow(run, id, view.generation);
  } finally {
    forget();
    await Promise.all(cancelling);
  }
};
