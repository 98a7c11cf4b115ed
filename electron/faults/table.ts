import { closeSync } from 'node:fs';

import { appetites, keepers } from './appetites.ts';
import { bytes, floods } from './bytes.ts';
import { delta, failed, nothing, status, type Fault } from './fault.ts';
import { oddFloods, oddValues } from './odd.ts';

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
    name: '500',
    does: status(500, 'unexpected status 500 Internal Server Error', 'internalServerError'),
    ends: failed('provider-error'),
    prompts: 3,
  },
  {
    name: '503, and a page of a proxy',
    does: status(503, 'unexpected status 503: <html><title>Bad gateway</title></html>'),
    prompts: 3,
    ends: failed('provider-error'),
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
    name: 'half a line, and nothing more',
    does: (world) => void world.raw('{"method":"turn/comp'),
    ends: failed('no-answer'),
  },
  {
    name: 'a word, and no answer to its interrupt',
    does: (world) => void delta(world, 'one'),
    answers: { 'turn/interrupt': null },
    ends: failed('stalled'),
  },
  {
    name: 'an end of stdin, and a question',
    does: (world) => {
      // The pipe itself: a stream of Node's leaves descriptor 0 open.
      closeSync(0);
      world.send({ id: 1, method: 'item/tool/call', params: {} });
      setInterval(() => world.send({ id: 2, method: 'item/tool/call', params: {} }), 50);
    },
    ends: failed('broken-pipe'),
  },
  {
    name: 'an end of stdout',
    does: () => {
      closeSync(1);
      setInterval(() => undefined, 1_000);
    },
    ends: failed('broken-pipe'),
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
  ...keepers,
];
