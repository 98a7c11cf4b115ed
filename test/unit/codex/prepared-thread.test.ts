import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';

import { silentLog } from '../../../electron/base/log.ts';
import { AppServerClient } from '../../../electron/codex/app-server-client.ts';
import type { RunRequest } from '../../../electron/codex/client.ts';
import { permissionProfile, providerId } from '../../../electron/codex/config.ts';
import { keyCredential } from '../../fakes/key-credential.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { promptLooks } from '../../fakes/prompt-looks.ts';
import { scriptedProgram } from '../../fakes/scripted-codex.ts';
import { eventually } from '../../support/eventually.ts';

const request: RunRequest = {
  prompt: 'go on',
  cwd: '/srv/work',
  model: 'gpt-5.5',
  options: {},
  sandbox: 'read-only',
  approvals: 'never',
  forkBefore: null,
};

interface Asked {
  readonly id: number;
  readonly method: string;
  readonly params: { readonly threadId?: string; readonly cwd?: string };
}

/** A client whose process answers every thread that it is asked for, unless `refuses`. */
const setUp = ({ refuses = false } = {}) => {
  const [stdin, stdout] = [new PassThrough(), new PassThrough()];
  const asked: Asked[] = [];
  let threads = 0;
  const say = (message: object): unknown => stdout.write(`${JSON.stringify(message)}\n`);
  stdin.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.trim().split('\n')) {
      const one = JSON.parse(line) as Asked;
      asked.push(one);
      if (one.method !== 'thread/start') continue;
      if (refuses && threads === 0) say({ id: one.id, error: { code: -32600, message: 'no' } });
      else {
        const profile = { id: permissionProfile('read-only') };
        const thread = { id: `thread-${threads + 1}` };
        const result = { thread, modelProvider: providerId, activePermissionProfile: profile };
        say({ id: one.id, result });
      }
      threads += 1;
    }
  });
  const client = new AppServerClient({
    id: 'client',
    process: {
      pid: 5_000_001,
      stdin,
      stdout,
      exited: new Promise(() => undefined),
      bounds: null,
      close: () => Promise.resolve(),
    },
    plan: {
      program: scriptedProgram,
      home: '/srv/home',
      env: {},
      provider: { name: 'House', baseUrl: 'http://127.0.0.1:9/v1', wireApi: 'responses' },
      chatgptBaseUrl: null,
      unreadable: [],
    },
    credential: keyCredential('key'),
    looks: promptLooks,
    redact: (text) => text,
    clock: new ManualClock(),
    log: silentLog,
  });
  const sent = (method: string): readonly Asked[] => asked.filter((one) => one.method === method);
  return { client, sent };
};

it('opens the thread before anybody asks, and the run sends its prompt in it', async () => {
  const { client, sent } = setUp();
  client.prepare(request);
  await eventually(() => expect(sent('thread/start')).toHaveLength(1));
  expect(sent('turn/start')).toEqual([]);
  client.run(request, () => undefined);
  await eventually(() => expect(sent('turn/start')).toHaveLength(1));
  expect(sent('turn/start')[0]?.params.threadId).toBe('thread-1');
  expect(sent('thread/start')).toHaveLength(1);
});

it('uses it once: the next run has a thread of its own', async () => {
  const { client, sent } = setUp();
  client.prepare(request);
  client.run(request, () => undefined);
  client.run(request, () => undefined);
  await eventually(() => expect(sent('turn/start')).toHaveLength(2));
  const used = sent('turn/start').map(({ params }) => params.threadId);
  expect([...used].sort()).toEqual(['thread-1', 'thread-2']);
});

it.each<Partial<RunRequest>>([
  { cwd: '/srv/other' },
  { model: 'gpt-5.5-mini' },
  { options: { model_reasoning_effort: 'high' } },
  { approvals: 'on-request' },
  { forkBefore: { threadId: 'thread-0', turnId: 'turn-0' } },
])('is no thread for a run that asks for another one: %j', async (other) => {
  const { client, sent } = setUp();
  client.prepare(request);
  await eventually(() => expect(sent('thread/start')).toHaveLength(1));
  client.run({ ...request, ...other }, () => undefined);
  const opens = other.forkBefore === undefined ? 'thread/start' : 'thread/fork';
  await eventually(() => expect(sent(opens)).toHaveLength(opens === 'thread/start' ? 2 : 1));
  expect(sent('turn/start').filter(({ params }) => params.threadId === 'thread-1')).toEqual([]);
});

it('opens another one where the first could not be opened', async () => {
  const { client, sent } = setUp({ refuses: true });
  client.prepare(request);
  await eventually(() => expect(sent('thread/start')).toHaveLength(1));
  client.run(request, () => undefined);
  await eventually(() => expect(sent('turn/start')).toHaveLength(1));
  expect(sent('turn/start')[0]?.params.threadId).toBe('thread-2');
});
