import type { CredentialView, SignInView } from '../../shared/credential.ts';
import { describeSignIn } from '../../shared/describe-sign-in.ts';
import { isSignInOver } from '../../shared/sign-in-over.ts';
import { plainText } from './plain-text.ts';

/** Where a sign-in stands that the command line follows. */
export interface SignInProgress {
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
export const signInProgress = (
  view: CredentialView,
  before: number,
  now: number,
): SignInProgress => {
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
