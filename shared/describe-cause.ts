import { describeMost } from './describe-bounds.ts';
import { describeStalledPhase } from './describe-stalled-phase.ts';
import type { Failure, UnreachableReason } from './failure.ts';
import { refusedSecret } from './gateway-secret.ts';
import { duration, hostOf, lowered, withoutEnd } from './format.ts';
import { isolated } from './isolated.ts';

/** Whose failure it is; the same code reads differently for each. */
export type FailureSubject = 'helper' | 'gateway' | 'app';

const unreachable = (reason: UnreachableReason, target: string): string => {
  const who = isolated(hostOf(target));
  switch (reason) {
    case 'not-listening':
      return `${who} refused the connection (nothing is listening)`;
    case 'starting':
      return `${who} is starting`;
    case 'restarting':
      return `${who} is restarting`;
    case 'stopped':
      return `${who} was stopped`;
    case 'abnormal-close':
      return `${who} ended the connection without a word (1006)`;
    case 'timeout':
      return `${who} did not answer in time`;
    case 'network':
      return `${who} cannot be reached over the network`;
    case 'proxy':
      return `A proxy or sign-in page answered in place of ${who}`;
    case 'dropped':
      return `${who} ended its answer before it was complete`;
    case 'busy':
      return `${who} is too busy to take one more connection`;
  }
};

const processEnd = (exitCode: number | null, signal: string | null): string => {
  if (signal !== null) return `Helper process was killed (${signal})`;
  if (exitCode === null) return 'Helper process ended';
  return `Helper process ended by itself (exit code ${exitCode})`;
};

/** Of a gateway it is told while it lasts, so that a number would go stale. */
const silence = (subject: FailureSubject, phase: string, silentMs: number): string =>
  subject === 'gateway'
    ? 'The gateway does not answer'
    : `No progress for ${duration(silentMs)} ${describeStalledPhase(phase)}`.trimEnd();

const keeperEnd = (why: Extract<Failure, { kind: 'keeper' }>['why']): string => {
  switch (why) {
    case 'frozen':
      return 'Bulkhead’s reader of this helper stood still';
    case 'memory':
      return 'Bulkhead’s reader of this helper had no memory left';
    case 'ended':
      return 'Bulkhead’s reader of this helper ended';
    case 'flooded':
      return 'Bulkhead’s reader of this helper said more than anybody can hear';
  }
};

/** What has run out, by the code that the system gave; null for any other code. */
const outOf = (code: string | null): string | null => {
  switch (code) {
    case 'EMFILE':
      return 'Bulkhead has as many files open as it may';
    case 'ENFILE':
      return 'The system has as many files open as it can';
    case 'EAGAIN':
      return 'No more processes can be started';
    default:
      return null;
  }
};

const because = (code: string | null): string => {
  const what = code === 'EMFILE' || code === 'ENFILE' ? outOf(code) : null;
  return what === null ? '' : ` (${what.replace(/^The/, 'the')})`;
};

/** Line 1 of a failure: who and what, without a full stop. */
export const describeCause = (failed: Failure, subject: FailureSubject): string => {
  const provider = 'provider' in failed ? isolated(failed.provider) : '';
  switch (failed.kind) {
    case 'unauthorized':
      if (failed.generation === 0 && subject === 'helper') {
        return failed.isLockedAway === true
          ? 'The password store is locked'
          : `No key for ${provider} yet`;
      }
      return subject === 'gateway'
        ? `The gateway refused the ${refusedSecret(failed)}`
        : `${failed.isAgain === true ? 'New sign-in also refused' : 'Sign-in refused'} by ${provider}`;
    case 'forbidden':
      return `Request not allowed by ${provider} (403)`;
    case 'cannot-tell':
      return `Only a model call can tell whether ${provider} takes it`;
    case 'rate-limited':
      return `Limit reached at ${provider}`;
    case 'quota':
      return `Usage limit reached at ${provider}`;
    case 'provider-error':
      return failed.status === null
        ? `${provider} reported an error`
        : `${provider} answered with an error (${failed.status})`;
    case 'unreachable':
      return unreachable(failed.reason, failed.target);
    case 'no-answer':
      return `No answer from ${provider} for ${duration(failed.silentMs)}`;
    case 'stalled':
      return silence(subject, failed.phase, failed.silentMs);
    case 'exited':
      return processEnd(failed.exitCode, failed.signal);
    case 'limit':
      return `Helper process ended: more than ${describeMost(failed.what, failed.most)}`;
    case 'broken-pipe':
      return 'Helper process closed its input';
    case 'keeper':
      return keeperEnd(failed.why);
    case 'protocol':
      if (subject === 'app') return 'The answer could not be understood';
      return subject === 'gateway'
        ? 'The gateway sent something that is not its protocol'
        : 'The helper program sent something that is not its protocol';
    case 'incompatible':
      return subject === 'gateway'
        ? `The gateway speaks ${isolated(failed.found)}; Bulkhead speaks ${isolated(failed.needed)}`
        : `Version does not fit: found ${isolated(failed.found)}, needs ${isolated(failed.needed)}`;
    case 'not-found':
      return `${isolated(failed.command)} was not found`;
    case 'no-sandbox':
      return 'codex’s sandbox cannot run here, so that every command would fail';
    case 'misconfigured':
      return `Configuration is wrong: ${isolated(failed.what)}`;
    case 'pairing-required':
      return 'This device is not paired with the gateway';
    case 'missing-scope':
      return `The gateway does not grant ${isolated(failed.scope)} to this device`;
    case 'invalid-input':
      return `Not accepted: ${isolated(withoutEnd(lowered(failed.what), '.'))}`;
    case 'unknown-id':
      return `There is no ${isolated(failed.what)}`;
    case 'needs-confirmation':
      return `Needs a yes first: ${isolated(failed.what)}`;
    case 'storage':
      return `Could not be saved: ${isolated(failed.what)}${because(failed.code)}`;
    case 'unreadable':
      return `Could not be read: ${isolated(failed.what)}${because(failed.code)}`;
    case 'not-opened':
      return `Could not be opened: ${isolated(failed.what)}`;
    case 'would-leak':
      return `Not made: ${isolated(failed.what)} would have held something that it must not`;
    case 'unexpected':
      return outOf(failed.code) ?? 'Unknown failure';
  }
};
