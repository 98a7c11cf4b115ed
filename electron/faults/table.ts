import { bytes, floods } from './bytes.ts';
import { completed, delta, failed, nothing, status, wellAfter, type Fault } from './fault.ts';
import { oddFloods, oddValues } from './odd.ts';
import { fillDisk, leaveGrandchild } from './program.ts';

const refusals: readonly Fault[] = [
  {
    name: '401',
    drill: 'refused-sign-in',
    does: status(401, 'unexpected status 401 Unauthorized: no'),
    ends: { phase: 'waiting-for-sign-in' },
  },
  {
    name: '403',
    does: status(403, 'unexpected status 403 Forbidden: no'),
    ends: failed('forbidden'),
  },
  { name: '407', does: status(407, 'unexpected status 407: proxy'), ends: failed('unreachable') },
  { name: '410', does: status(410, 'unexpected status 410 Gone'), ends: failed('provider-error') },
  {
    name: '429',
    drill: 'limit-reached',
    does: status(429, 'slow down', 'responseTooManyFailedAttempts'),
    ends: failed('rate-limited'),
  },
  {
    name: 'usage limit',
    does: (world) => world.fail('limit', 'usageLimitExceeded'),
    ends: failed('quota'),
  },
  {
    name: '400 with 160 KB of backslashes',
    drill: 'backslashes',
    does: (world) => world.fail(`{${'\\'.repeat(160_000)}`, 'other'),
    ends: failed('provider-error'),
  },
  {
    name: 'a page of a portal',
    drill: 'portal-page',
    does: status(401, 'unexpected status 401 Unauthorized: <html><title>Sign in</title></html>'),
    ends: failed('unreachable'),
  },
  {
    name: 'an error whose name is 15 MB',
    drill: 'giant-error',
    does: (world) => world.fail('no', { ['n'.repeat(15_000_000)]: {} }),
    ends: failed('unexpected', 'unknown'),
  },
  {
    name: 'an error whose words are 15 MB',
    does: (world) => world.fail('w'.repeat(15_000_000), 'badRequest'),
    ends: failed('provider-error'),
  },
  {
    name: 'an error of no kind',
    does: (world) => world.fail('what', { __proto__: null, x: 1 }),
    ends: failed('unexpected'),
  },
];

const silences: readonly Fault[] = [
  { name: 'nothing after its prompt', drill: 'silent', does: nothing, ends: failed('no-answer') },
  {
    name: 'a word, and nothing more',
    drill: 'stalled',
    does: (world) => void delta(world, 'one'),
    ends: failed('stalled'),
  },
  {
    name: 'no answer to its start',
    does: nothing,
    answers: { 'thread/start': null },
    ends: failed('stalled'),
  },
  {
    name: 'no answer to its greeting',
    does: nothing,
    answers: { initialize: null },
    ends: failed('stalled'),
  },
  {
    name: 'stopped by a signal',
    drill: 'frozen',
    does: () => void process.kill(process.pid, 'SIGSTOP'),
    ends: failed('no-answer'),
  },
];

const deaths: readonly Fault[] = [
  { name: 'exit 0 in the middle', does: () => process.exit(0), ends: failed('exited') },
  { name: 'exit 3 in the middle', does: () => process.exit(3), ends: failed('exited') },
  {
    name: 'killed in the middle',
    drill: 'killed',
    does: () => void process.kill(process.pid, 'SIGKILL'),
    ends: failed('exited'),
  },
  {
    name: 'half a line, and gone',
    drill: 'half-line',
    does: (world) => {
      world.raw('{"method":"turn/comp');
      process.exit(0);
    },
    ends: failed('exited'),
  },
  {
    name: 'gone before its greeting',
    does: nothing,
    atStart: () => process.exit(1),
    ends: failed('exited'),
  },
  {
    name: 'an old version',
    drill: 'old-version',
    does: nothing,
    answers: { initialize: { userAgent: 'codex/0.1.0 (x)' } },
    ends: failed('incompatible'),
  },
  {
    name: 'a version of 1 MB',
    does: nothing,
    answers: { initialize: { userAgent: 'v'.repeat(1_000_000) } },
    ends: failed('incompatible'),
  },
  {
    name: 'another provider than ours',
    does: nothing,
    answers: { 'thread/start': { thread: { id: 't' }, modelProvider: 'openai' } },
    ends: failed('misconfigured'),
  },
  {
    name: 'an answer of another shape',
    does: nothing,
    answers: { 'thread/start': { thread: 7 } },
    ends: failed('protocol'),
  },
];

const appetites: readonly Fault[] = [
  {
    name: '200 MB of memory',
    drill: 'memory',
    does: wellAfter(() => void Buffer.alloc(200_000_000, 'x')),
    ends: completed,
  },
  {
    name: '40 MB on the disk',
    drill: 'disk',
    does: wellAfter((world) => fillDisk(world, 40_000_000)),
    ends: completed,
  },
  {
    name: 'grandchildren in sessions of their own',
    drill: 'grandchildren',
    does: wellAfter(() => {
      leaveGrandchild();
      leaveGrandchild();
    }),
    ends: completed,
  },
  {
    name: 'its secret, in two pieces',
    drill: 'split-secret',
    does: (world) => {
      const at = Math.floor(world.secret.length / 2);
      delta(world, `it is ${world.secret.slice(0, at)}`);
      delta(world, `${world.secret.slice(at)} indeed`);
      world.complete();
    },
    ends: completed,
  },
  {
    name: 'its secret, as the name of an error',
    does: (world) => world.fail(`no: ${world.secret}`, { [world.secret]: {} }),
    ends: failed('unexpected', 'unknown'),
  },
];

/** Every way to misbehave that is tried, by a test and by the drill. */
export const faults: readonly Fault[] = [
  ...refusals,
  ...silences,
  ...deaths,
  ...bytes,
  ...floods,
  ...oddValues,
  ...oddFloods,
  ...appetites,
];
