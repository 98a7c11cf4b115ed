import { describeCause } from './describe-cause.ts';
import {
  allHeld,
  countChecks,
  drillLimits,
  type DrillCheck,
  type DrillCheckName,
  type DrillCheckState,
  type DrillEnd,
  type DrillPromise,
  type DrillSeen,
  type DrillView,
} from './drill.ts';
import { clockTime, count, dayTime, listed } from './format.ts';
import type { Tone } from './state.ts';

/** What one check is called, and how its helper is broken. */
interface CheckWords {
  readonly title: string;
  readonly how: string;
}

const words: Readonly<Record<DrillCheckName, CheckWords>> = {
  'refused-sign-in': { title: 'Refused sign-in', how: 'Its provider answers 401' },
  'limit-reached': { title: 'Limit reached', how: 'Its provider answers 429' },
  'portal-page': { title: 'Page of a portal', how: 'A sign-in page answers in its place' },
  backslashes: { title: 'Hard words', how: 'An error of 160 kB of backslashes' },
  'giant-error': { title: 'Giant error', how: 'The name of an error has 15 MB' },
  killed: { title: 'Killed process', how: 'SIGKILL in the middle of a turn' },
  'half-line': { title: 'Half a line', how: 'Writes half a message and is gone' },
  'old-version': { title: 'Old version', how: 'Says that it is codex 0.1.0' },
  'no-message': { title: 'No message', how: 'Writes what is no message' },
  'giant-line': { title: 'Giant line', how: 'One message of 17 MB' },
  'deep-message': { title: 'Deep message', how: 'A message that is 100,000 deep' },
  'invalid-text': { title: 'Invalid text', how: 'Writes bytes that are no text' },
  'text-flood': { title: 'Flood of text', how: '4 MB of answers at once' },
  'warning-flood': { title: 'Flood of warnings', how: '50,000 warnings at once' },
  'question-flood': { title: 'Flood of questions', how: 'Asks 5,000 things at once' },
  'stderr-flood': { title: 'Flood on stderr', how: '32 MB of errors at once' },
  memory: { title: 'Much memory', how: 'Takes 200 MB' },
  disk: { title: 'Much disk', how: 'Writes 40 MB into its home' },
  grandchildren: { title: 'Runaway children', how: 'Leaves two that ignore SIGTERM' },
  'split-secret': { title: 'A secret, split', how: 'Says a known secret in two pieces' },
  silent: { title: 'Silent start', how: 'Never answers its prompt' },
  stalled: { title: 'Stalled turn', how: 'Says one word, then nothing' },
  frozen: { title: 'Frozen process', how: 'SIGSTOP in the middle of a turn' },
};

/** What a check is called, and how its helper is broken. */
export const describeCheck = (name: DrillCheckName): CheckWords => words[name];

const ends: Readonly<Record<NonNullable<DrillEnd>, string>> = {
  completed: 'completed',
  parked: 'waits for a sign-in',
  cancelled: 'cancelled',
  unauthorized: 'refused',
  forbidden: 'not allowed',
  'cannot-tell': 'not known',
  'rate-limited': 'limit named',
  quota: 'usage limit named',
  'provider-error': 'provider error named',
  unreachable: 'unreachable named',
  'no-answer': 'no answer named',
  stalled: 'stall named',
  exited: 'exit named',
  'broken-pipe': 'closed pipe named',
  keeper: 'its reader ended',
  limit: 'limit reached',
  protocol: 'bad message named',
  incompatible: 'version named',
  'not-found': 'not found',
  'no-sandbox': 'no sandbox',
  misconfigured: 'misconfigured',
  'pairing-required': 'not paired',
  'missing-scope': 'scope lacks',
  'invalid-input': 'not accepted',
  'unknown-id': 'not there',
  'needs-confirmation': 'not confirmed',
  storage: 'not stored',
  unreadable: 'not read',
  'not-opened': 'not opened',
  'would-leak': 'not made',
  unexpected: 'error named',
};

const describeEnd = (end: DrillEnd): string => (end === null ? 'did not end' : ends[end]);

const ms = (value: number): string => `${Math.round(value)} ms`;

const late = (value: number | null): string => (value === null ? 'silent' : `${ms(value)} late`);

const broken = (promise: DrillPromise, seen: DrillSeen): string => {
  switch (promise) {
    case 'end':
      return `it ${describeEnd(seen.end)}, and had to be: ${describeEnd(seen.wanted)}`;
    case 'beside':
      return listed(seen.moved);
    case 'link':
      return `the link reconnected ${count(seen.after.reconnects - seen.before.reconnects, 'time')}`;
    case 'main':
      return `Bulkhead stood still for ${ms(seen.stoodMs)} (at most ${drillLimits.stoodMs} ms; the machine was ${ms(Math.max(seen.machineMs, seen.waitedMs))} late)`;
    case 'bystander':
      return seen.lateMs === null
        ? 'the helper beside it went silent'
        : `the helper beside it was ${ms(seen.lateMs)} late (at most ${drillLimits.lateMs} ms)`;
    case 'prompt':
      return `its prompt was sent ${seen.promptsSent} times`;
    case 'processes':
      return `${count(seen.processesLeft, 'process', 'processes')} left`;
    case 'files':
      return `${count(seen.filesLeft, 'folder')} left`;
    case 'secret':
      return 'a planted secret was shown';
  }
};

/** The numbers that show what did not move; one line. Pure. */
export const describeSeen = (seen: DrillSeen): string => {
  const { connId } = seen.before.beside;
  const { reconnects } = seen.after;
  const link =
    connId === null
      ? 'no link to compare'
      : `${seen.after.beside.connId === connId ? 'same' : 'other'} connection, ${count(reconnects - seen.before.reconnects, 'reconnect')}`;
  return [
    link,
    `stood ${ms(seen.stoodMs)}`,
    `beside it ${late(seen.lateMs)}`,
    `${count(seen.processesLeft, 'process', 'processes')}, ${count(seen.filesLeft, 'folder')} left`,
    ...(seen.tries > 1 ? [`tried ${count(seen.tries, 'time')}`] : []),
  ].join('; ');
};

/** What one check came to. */
export interface CheckResult {
  readonly tone: Tone;
  readonly word: string;
  /** What it proved, or what broke; empty before. */
  readonly proved: string;
  /** Below it: the numbers. */
  readonly numbers: string;
  /** `0.4 s`; empty before. */
  readonly took: string;
}

const proved = (seen: DrillSeen): string => {
  const end = describeEnd(seen.end);
  return `${end.charAt(0).toUpperCase()}${end.slice(1)}, prompt sent ${count(seen.promptsSent, 'time')}`;
};

/** A check as a row of the report. Pure. */
export const describeResult = (state: DrillCheckState): CheckResult => {
  const nothing = { proved: '', numbers: '', took: '' };
  switch (state.phase) {
    case 'to-do':
      return { ...nothing, tone: 'neutral', word: 'To do' };
    case 'running':
      return { ...nothing, tone: 'work', word: 'Running' };
    case 'not-run':
      return { ...nothing, tone: 'neutral', word: 'Not run' };
    case 'held':
    case 'broke': {
      const { seen } = state;
      const took = `${(state.tookMs / 1_000).toFixed(1)} s`;
      const numbers = describeSeen(seen);
      if (state.phase === 'held') {
        return { tone: 'ok', word: 'Held', proved: proved(seen), numbers, took };
      }
      const what = listed(state.broken.map((promise) => broken(promise, seen)));
      const text = `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
      return { tone: 'fail', word: 'Broke', proved: text, numbers, took };
    }
  }
};

/** The drill in a few words, for a pill, and in one sentence. */
export interface DrillSummary {
  readonly tone: Tone;
  readonly short: string;
  readonly sentence: string;
}

/** What a drill is, for who has not seen one. */
export const drillMeaning =
  'Breaks disposable helpers in every known way and measures that nothing else moves: your link, your helpers, Bulkhead itself. Works offline, uses no account, takes less than a minute.';

const before = (view: Extract<DrillView, { readonly phase: 'ended' }>): string => {
  const { held } = countChecks(view.checks);
  const of = `${held} of ${view.checks.length} held`;
  switch (view.how) {
    case 'whole':
      return `${of}.`;
    case 'stopped':
      return `It was stopped: ${of}.`;
    case 'late':
      return `It took longer than ${Math.round(drillLimits.wholeMs / 1_000)} s and was ended: ${of}.`;
    case 'failed':
      return view.failure === null
        ? 'It could not be run.'
        : `It could not be run: ${describeCause(view.failure, 'helper')}.`;
  }
};

const leftWords = ({ processes, files }: { processes: number; files: number }): string =>
  processes + files === 0
    ? 'Nothing is left of it.'
    : `Left behind: ${count(processes, 'process', 'processes')} and ${count(files, 'file')}.`;

/** How the drill stands. Pure; `now` in epoch ms. */
export const describeDrill = (view: DrillView, now: number): DrillSummary => {
  if (view.phase === 'never') {
    return { tone: 'neutral', short: 'Not run yet', sentence: 'No drill was run since the start.' };
  }
  const { held, broke } = countChecks(view.checks);
  const total = view.checks.length;
  if (view.phase === 'running') {
    const at = Math.min(total, held + broke + 1);
    const short = view.isStopping ? 'Stopping' : `Check ${at} of ${total}`;
    return { tone: 'work', short, sentence: `Began at ${clockTime(view.startedAt, 'seconds')}.` };
  }
  const seconds = ((view.endedAt - view.startedAt) / 1_000).toFixed(0);
  const sentence = `${dayTime(view.startedAt, now)}: ${before(view)} ${leftWords(view.left)} It took ${seconds} s.`;
  if (allHeld(view)) return { tone: 'ok', short: `All ${total} held`, sentence };
  if (broke > 0) return { tone: 'fail', short: `${broke} broke`, sentence };
  if (view.how === 'stopped') return { tone: 'neutral', short: 'Stopped', sentence };
  return { tone: 'fail', short: view.how === 'late' ? 'Too slow' : 'Not all held', sentence };
};

const reportLine = ({ name, state }: DrillCheck): string => {
  const { title, how } = words[name];
  const { word, proved: what, numbers, took } = describeResult(state);
  const lines = [`${word.padEnd(8)}${title}: ${how}.${took === '' ? '' : ` ${took}`}`];
  if (what !== '') lines.push(`        ${what}; ${numbers}.`);
  return lines.join('\n');
};

/** One line of the report per check, with its numbers below it. Pure. */
export const reportOfCheck = reportLine;

/** The whole report as text. Pure; `now` in epoch ms. */
export const drillReport = (view: DrillView, now: number): string =>
  [
    'Bulkhead drill',
    ...(view.phase === 'never' ? [] : view.checks.map(reportLine)),
    describeDrill(view, now).sentence,
  ].join('\n');
