import { describeCause, type FailureSubject } from './describe-cause.ts';
import { describeEffect } from './describe-effect.ts';
import { describeLimit } from './describe-limit.ts';
import type { Failure } from './failure.ts';
import { sandboxMend } from './sandbox-failure.ts';
import { refusedSecret } from './gateway-secret.ts';
import { count, dayTime } from './format.ts';
import type { BlastRadius } from './state.ts';
import { isolated } from './isolated.ts';

/** What is known around a failure; what is optional is not claimed without it. */
export interface FailureContext {
  readonly subject: FailureSubject;
  /** Measured before and after; null or absent when it was not. */
  readonly blastRadius?: BlastRadius | null;
  /** Helpers that continue once the credential works again, this one included. */
  readonly waiting?: number;
  /** A helper that ended: nothing brings it back but a start. */
  readonly ended?: boolean;
  /** Tools it had run by then; starting again begins with its prompt, so they may run anew. */
  readonly toolsRun?: number;
  /** It will ask how to go on once its sign-in works: it ran tools, or waits for long. */
  readonly willAsk?: boolean;
  /**
   * When its provider refused a later sign-in than the one that this helper was refused with (epoch
   * ms): another helper tried it.
   */
  readonly refusedAnewAt?: number | null;
  /** Its credential is signed in to with a browser, not with a key. */
  readonly byBrowser?: boolean;
  /** Epoch ms, for times of other days. */
  readonly now: number;
}

/** What the one button does; the view decides how. A gateway’s command and its link have their own. */
export type FailureAct = 'sign-in' | 'retry' | 'settings';

export interface FailureWords {
  /** Line 1: who and what, no full stop. */
  readonly cause: string;
  /** Line 2: what happened to what; written from numbers. */
  readonly effect: string;
  /** The one action; null when waiting or reading is all there is. */
  readonly action: { readonly label: string; readonly act: FailureAct } | null;
  /** A line below the action: what it counts, or what helps. Empty when nothing is to be said. */
  readonly hint: string;
}

type Advice = Pick<FailureWords, 'action' | 'hint'>;

const advice = (label: string, act: FailureAct, hint = ''): Advice => ({
  action: { label, act },
  hint,
});

/** The command that pairs this device, to be run on the gateway's computer. */
export const pairingCommand = (requestId: string | null): string =>
  requestId === null ? 'openclaw devices list' : `openclaw devices approve ${requestId}`;

const again = (subject: FailureSubject, hint: string): Advice =>
  subject === 'helper' ? advice('Start again', 'retry', hint) : { action: null, hint };

const signIn = (
  failed: Extract<Failure, { kind: 'unauthorized' }>,
  context: FailureContext,
): Advice => {
  const { subject, waiting = 1, ended = false, willAsk = false, byBrowser = false } = context;
  const { refusedAnewAt = null, now } = context;
  if (subject === 'gateway') {
    return advice(
      `Set ${refusedSecret(failed)}`,
      'settings',
      `One attempt per change: no timer tries a refused ${refusedSecret(failed)}.`,
    );
  }
  if (ended) {
    return again(subject, 'Its prompt is kept; while the sign-in is refused, nothing is sent.');
  }
  if (failed.isLockedAway === true) {
    const anew = byBrowser ? 'sign in anew' : `give the key of ${isolated(failed.provider)} anew`;
    const then = willAsk ? 'you choose how to go on' : 'the prompt kept here is sent once';
    return advice(
      byBrowser ? 'Sign in anew' : 'Give the key anew',
      'sign-in',
      `Unlock the desktop’s password store, or ${anew}: then ${then}.`,
    );
  }
  // The field for a key stands in the card, and says itself whose it is.
  const anew =
    refusedAnewAt === null
      ? ''
      : `A new sign-in was refused as well at ${dayTime(refusedAnewAt, now)}; nothing was sent for this helper. `;
  const how = `${anew}${byBrowser ? 'Opens your browser. ' : ''}`;
  if (willAsk) {
    return advice(
      'Sign in, then ask',
      'sign-in',
      `${how}Nothing continues by itself: you choose to continue, start over or leave it.`,
    );
  }
  const label = waiting > 1 ? `Sign in and continue (${waiting})` : 'Sign in and continue';
  const sent = failed.generation === 0 ? 'Nothing was sent yet. ' : '';
  const prompts =
    waiting > 1
      ? `Then the ${waiting} prompts kept here are sent once each.`
      : 'Then the prompt kept here is sent once.';
  return advice(label, 'sign-in', `${how}${sent}${prompts}`);
};

const freeFiles = 'End what you do not need; each helper has some files open.';

const adviceFor = (failed: Failure, context: FailureContext): Advice => {
  const { subject, now } = context;
  switch (failed.kind) {
    case 'unauthorized':
      return signIn(failed, context);
    case 'forbidden':
      return again(
        subject,
        `${isolated(failed.provider)} refused this request, not the sign-in. Check whether it may use this model and address.`,
      );
    case 'rate-limited':
    case 'quota':
      return again(subject, describeLimit(failed, now));
    case 'provider-error':
      return again(subject, `The fault is on the side of ${isolated(failed.provider)}.`);
    case 'unreachable':
      return again(
        subject,
        failed.reason === 'proxy'
          ? 'Open a page in your browser to pass the network’s sign-in.'
          : '',
      );
    case 'no-answer':
    case 'stalled':
      return again(subject, '');
    case 'exited':
    case 'broken-pipe':
    case 'keeper':
      return again(subject, 'It gets a new process and home folder.');
    case 'limit':
      return again(subject, 'What it may use stands in the settings, under Limits.');
    case 'incompatible':
      return advice('Open settings', 'settings', 'Install a version that fits, or choose another.');
    case 'not-found':
      return advice(
        'Choose its place',
        'settings',
        `Install ${isolated(failed.command)}, or say where it is.`,
      );
    case 'no-sandbox':
      return again(subject, sandboxMend);
    case 'misconfigured':
      return failed.folder === undefined
        ? advice('Open settings', 'settings')
        : again(subject, 'It starts once it can work in that folder.');
    case 'pairing-required':
      return {
        action: null,
        hint: 'Run it on the computer of the gateway. One attempt per click: no timer asks for you.',
      };
    case 'missing-scope':
      if (subject !== 'gateway') {
        return advice('Open settings', 'settings', 'Approve this device with the scope it lacks.');
      }
      return {
        action: null,
        hint: `Approve this device with ${isolated(failed.scope)} on the computer of the gateway, then connect again.`,
      };
    case 'cannot-tell':
      return { action: null, hint: 'The first request of a helper will show it.' };
    case 'invalid-input':
    case 'unknown-id':
    case 'needs-confirmation':
    case 'would-leak':
      return { action: null, hint: '' };
    case 'storage':
      if (failed.code === 'EMFILE' || failed.code === 'ENFILE') return again(subject, freeFiles);
      return {
        action: null,
        hint: 'Nothing is lost while Bulkhead runs. Free some space, then save again.',
      };
    case 'unreadable':
      if (failed.code === 'EMFILE' || failed.code === 'ENFILE') return again(subject, freeFiles);
      return { action: null, hint: 'Nothing of it was changed.' };
    case 'not-opened':
      return { action: null, hint: 'Its place stands in About Bulkhead.' };
    case 'protocol':
    case 'unexpected':
      if (failed.code === 'EMFILE' || failed.code === 'ENFILE') return again(subject, freeFiles);
      return subject === 'helper'
        ? again(subject, 'The raw text below says all that is known.')
        : { action: null, hint: 'The raw text says all that is known.' };
  }
};

/** What starting again costs; empty where nothing had been done. */
const doneBefore = ({ subject, ended = false, toolsRun = 0 }: FailureContext): string =>
  subject === 'helper' && ended && toolsRun > 0
    ? `It had run ${count(toolsRun, 'tool')}; its finished steps are gone, and starting again begins with its prompt.`
    : '';

const leadFor = (failed: Failure, { subject }: FailureContext): string => {
  if (subject === 'gateway') return 'Helpers keep working: they do not use this link.';
  if (subject === 'app') return '';
  if (failed.kind === 'unauthorized' && failed.generation === 0) {
    return 'This helper waits; nothing was sent.';
  }
  return 'This helper stopped.';
};

/** A failure as a person reads it: cause, effect, one action, a hint. Pure. */
export const describeFailure = (failed: Failure, context: FailureContext): FailureWords => {
  const { action, hint } = adviceFor(failed, context);
  return {
    cause: describeCause(failed, context.subject),
    effect: describeEffect(leadFor(failed, context), context.blastRadius ?? null),
    action,
    hint: `${doneBefore(context)} ${hint}`.trim(),
  };
};

/** The hint beside the fold "Raw error", true when it is closed. */
export const describeRaw = (failed: Failure): string => {
  const from = failed.code === null ? '' : `${failed.code}, `;
  return failed.detail === '' ? `${from}no text` : `${from}secrets removed`;
};

/** How many helpers wait, for titles: `3 helpers are waiting.`; empty for none. */
export const describeWaiting = (waiting: number): string =>
  waiting === 0 ? '' : `${count(waiting, 'helper')} ${waiting === 1 ? 'is' : 'are'} waiting.`;
