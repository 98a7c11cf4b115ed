import { isOfModels } from './credential.ts';
import type { CredentialView, SignInView } from './credential.ts';
import { describeAfterSignIn } from './describe-after-sign-in.ts';
import { describeCause } from './describe-cause.ts';
import { providerOf } from './failure.ts';
import { clockTime, count, countdown } from './format.ts';
import { button, cancel, primary, wizardButtons, type SignInButton } from './sign-in-buttons.ts';
import { signInHelp } from './sign-in-help.ts';
import type { Tone } from './state.ts';
import { isolated } from './isolated.ts';

/** The sheet of a sign-in in words. */
export interface SignInWords {
  readonly tone: Tone;
  readonly title: string;
  readonly sentence: string;
  /** The code to be typed elsewhere; selectable. */
  readonly code: string | null;
  /** What is waited for: `Waiting for the browser`; empty when nothing is. */
  readonly status: string;
  /** `14:32 left`; null where no time runs. */
  readonly left: string | null;
  readonly buttons: readonly SignInButton[];
}

const useCode = button('Use a code instead', 'device');

const plain = { code: null, status: '', left: null } as const;

const waitingOf = ({ state }: CredentialView): number =>
  state.phase === 'needs-sign-in' ? state.waiting : 0;

const useKey = ({ acts }: CredentialView): readonly SignInButton[] =>
  acts.includes('set-key') ? [button('Use an API key', 'key')] : [];

const still = (view: CredentialView): string => {
  const waiting = waitingOf(view);
  return waiting === 0
    ? ''
    : ` ${count(waiting, 'helper')} still ${waiting === 1 ? 'waits' : 'wait'}.`;
};

const goingOn = (view: CredentialView): string => {
  const waiting = waitingOf(view);
  return waiting === 0
    ? ''
    : ` ${count(waiting, 'helper')} ${waiting === 1 ? 'waits' : 'wait'} for the first one's answer.`;
};

/** Never more than the whole, however old the page's time is when it is told. */
const left = ({ since, endsAt }: Record<'since' | 'endsAt', number>, now: number): string =>
  `${countdown(endsAt - Math.max(now, since))} left`;

const said = (who: string, words: string): string =>
  words === '' ? '' : ` ${isolated(who)} said: “${isolated(words)}”`;

const spokesman = ({ kind }: CredentialView): string => (isOfModels(kind) ? 'OpenClaw' : 'codex');

/** The page without what only a machine needs: `auth.openai.com/device`. */
const pageOf = (url: string): string => url.replace(/^https?:\/\//, '').split(/[?#]/, 1)[0] ?? '';

const again = (flow: 'browser' | 'device'): SignInButton => primary('Try again', flow);

const device = (
  view: CredentialView,
  phase: Extract<SignInView, { phase: 'device' }>,
  now: number,
): SignInWords => {
  const page = pageOf(phase.verificationUrl);
  const slow = phase.pace === 'slow-down';
  return {
    tone: 'attention',
    title: slow
      ? `${isolated(view.provider)} asked to slow down: here is a new code`
      : phase.opened
        ? 'Finish in your browser'
        : 'Open this page in a browser',
    sentence: slow
      ? `The code before is over. Enter this one at ${page}.${describeAfterSignIn(view)}`
      : `Enter this code at ${page}.${describeAfterSignIn(view)}`,
    code: phase.userCode,
    status: 'Waiting for the browser',
    left: left(phase, now),
    buttons: [
      button(phase.opened ? 'Open again' : 'Open page', 'open'),
      button('Copy code', 'copy'),
      ...useKey(view),
      cancel,
    ],
  };
};

const codeIsOver = (
  view: CredentialView,
  { pausedUntil }: Extract<SignInView, { phase: 'expired' }>,
  now: number,
): SignInWords => {
  const provider = isolated(view.provider);
  const isPaused = pausedUntil !== undefined && pausedUntil > now;
  const next = isPaused
    ? `Bulkhead asks for a new one at ${clockTime(pausedUntil, 'seconds')}. Nothing for you to do.`
    : `Asking ${provider} for a new one.`;
  return {
    ...plain,
    tone: 'attention',
    title:
      pausedUntil === undefined
        ? 'The old code expired'
        : `${provider} asked to slow down: the old code is over`,
    sentence: `${next}${still(view)}`,
    buttons: [cancel],
  };
};

const portTaken = ({ pid, program }: Extract<SignInView, { phase: 'port-taken' }>): string => {
  const who = isolated(program ?? 'another program');
  const named = pid === null ? who : `${who} (process ${pid})`;
  return `The browser sign-in needs port 1455, and ${named} holds it. Bulkhead leaves that alone. A code needs no port.`;
};

const queued = (
  { kind }: CredentialView,
  { flow, behind }: Extract<SignInView, { phase: 'queued' }>,
): SignInWords =>
  isOfModels(kind)
    ? {
        ...plain,
        tone: 'neutral',
        title: 'Someone else is signing in',
        sentence: 'OpenClaw takes one sign-in at a time. Bulkhead asks again until it is free.',
        status: 'Waiting for OpenClaw',
        buttons: [cancel],
      }
    : {
        ...plain,
        tone: 'neutral',
        title: 'Waiting for another sign-in',
        sentence: `${behind} is being signed in; only one can use the browser at a time. This one is next.`,
        status: `Waiting for ${behind}`,
        buttons: [...(flow === 'browser' ? [useCode] : []), cancel],
      };

const wordsOf = (view: CredentialView, signIn: SignInView, now: number): SignInWords => {
  const provider = isolated(view.provider);
  switch (signIn.phase) {
    case 'queued':
      return queued(view, signIn);
    case 'starting':
      return {
        ...plain,
        tone: 'work',
        title: `Signing in to ${provider}`,
        sentence:
          signIn.flow === 'device'
            ? `Asking ${provider} for a code.`
            : 'Opening the page to sign in.',
        status: 'Starting',
        buttons: [cancel],
      };
    case 'browser':
      return {
        ...plain,
        tone: 'attention',
        title: 'Finish in your browser',
        sentence: signIn.opened
          ? `The page of ${provider} was opened.${describeAfterSignIn(view)}`
          : `No browser could be opened. Copy the address and open it on this computer.${describeAfterSignIn(view)}`,
        status: 'Waiting for the browser',
        left: left(signIn, now),
        buttons: [
          button(signIn.opened ? 'Open again' : 'Open page', 'open'),
          button('Copy address', 'copy'),
          useCode,
          ...useKey(view),
          cancel,
        ],
      };
    case 'device':
      return device(view, signIn, now);
    case 'expired':
      return signIn.flow === 'device'
        ? codeIsOver(view, signIn, now)
        : {
            ...plain,
            tone: 'attention',
            title: 'The time to sign in ran out',
            sentence: `Nothing was changed.${still(view)}`,
            buttons: [again('browser'), useCode, button('Close', 'close')],
          };
    case 'denied':
      return {
        ...plain,
        tone: 'fail',
        title: 'Sign-in was denied',
        sentence: `You or ${provider} declined it in the browser.${still(view)}${said(provider, signIn.words)}`,
        buttons: [again(signIn.flow), ...useKey(view), button('Close', 'close')],
      };
    case 'port-taken':
      return {
        ...plain,
        tone: 'attention',
        title: 'Another program holds the port',
        sentence: portTaken(signIn),
        buttons: [
          primary('Use a code instead', 'device'),
          button('Try again', 'browser'),
          ...useKey(view),
          button('Close', 'close'),
        ],
      };
    case 'failed':
      return {
        ...plain,
        tone: 'fail',
        title: describeCause(signIn.failure, 'app'),
        sentence: `The sign-in ended.${` ${signInHelp(signIn.failure)}`.trimEnd()}${still(view)}${said(providerOf(signIn.failure) ?? spokesman(view), signIn.failure.detail)}`,
        buttons: [
          again(signIn.flow),
          ...(signIn.flow === 'browser' ? [useCode] : []),
          ...useKey(view),
          button('Close', 'close'),
        ],
      };
    case 'wizard':
      return {
        ...plain,
        tone: signIn.step.type === 'progress' ? 'work' : 'attention',
        title: isolated(signIn.step.title ?? '') || `Sign in to ${provider} in OpenClaw`,
        sentence: signIn.step.message,
        status: signIn.step.type === 'progress' ? 'OpenClaw is working on it' : '',
        buttons: [
          ...(signIn.step.url === null ? [] : [button('Open page', 'open')]),
          ...wizardButtons(signIn.step),
        ],
      };
    case 'done':
      return {
        ...plain,
        tone: 'ok',
        title: 'Signed in',
        sentence: `${provider} accepted the sign-in.${goingOn(view)}`,
        buttons: [button('Close', 'close')],
      };
  }
};

/** The words for a code that took the place of one that ran out. */
const renewedWords = (words: SignInWords, signIn: SignInView): SignInWords => ({
  ...words,
  title:
    signIn.phase === 'device' && signIn.pace === 'slow-down'
      ? words.title
      : 'The old code expired: here is a new one',
  buttons: words.buttons.map((one) =>
    one.act === 'open' ? { ...one, label: 'Open with new code' } : one,
  ),
});

/**
 * A sign-in as its sheet shows it; null while there is none. `renewed` says that its code took the
 * place of one that ran out. Pure; `now` in epoch ms.
 */
export const describeSignIn = (
  view: CredentialView,
  now: number,
  renewed = false,
): SignInWords | null => {
  if (view.signIn === null) return null;
  const words = wordsOf(view, view.signIn, now);
  return renewed ? renewedWords(words, view.signIn) : words;
};
