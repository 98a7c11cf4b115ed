import { expect, it } from 'vitest';

import { systemClock } from '../../../electron/base/clock.ts';
import { deferred } from '../../../electron/base/promises.ts';
import type { RunRequest } from '../../../electron/codex/client.ts';
import type { Notification } from '../../../electron/codex/protocol.ts';
import { TurnRun, type RunHost } from '../../../electron/codex/turn-run.ts';
import { eventually } from '../../support/eventually.ts';

const request: RunRequest = {
  prompt: 'go',
  cwd: '/',
  model: 'm',
  options: {},
  sandbox: 'read-only',
  approvals: 'never',
  forkBefore: null,
};

const completed = (id: string): Notification => ({
  method: 'turn/completed',
  params: { threadId: 't', turn: { id, status: 'completed', error: null } },
});

it('has completed nothing before its prompt has left', async () => {
  const mayLeave = deferred<boolean>();
  const asked: string[] = [];
  let opened = false;
  const host: RunHost = {
    clock: systemClock,
    thread: () => Promise.resolve('t'),
    redact: (text) => text,
    repeatsSecret: () => false,
    request: (method) => {
      asked.push(method);
      return Promise.resolve({ turn: { id: 'u' } });
    },
    follow: () => {
      opened = true;
    },
    context: () => ({
      provider: 'p',
      target: 'x',
      credentialId: 'c',
      generation: 1,
      opensAt: null,
      now: 0,
    }),
  };
  const run = new TurnRun(host, { ...request, mayLeave: () => mayLeave.promise }, () => undefined);
  await eventually(() => expect(opened).toBe(true));
  run.take(completed('u'));
  mayLeave.resolve(true);
  await eventually(() => expect(asked).toEqual(['turn/start']));
  run.take(completed('u'));
  expect(await run.outcome).toEqual({ kind: 'completed' });
});
