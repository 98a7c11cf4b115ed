import { PassThrough } from 'node:stream';

import { beforeEach, expect, test, vi } from 'vitest';

import { deferred, type Deferred } from '../../../electron/base/promises.ts';
import { type BadLine, type RpcAnswer, RpcClient } from '../../../electron/codex/rpc-client.ts';
import { type Failure, failure } from '../../../shared/failure.ts';
import { eventually } from '../../support/eventually.ts';

let stdin: PassThrough;
let stdout: PassThrough;
let notifications: (readonly [string, unknown])[];
let troubles: Failure[];
let badLines: BadLine[];
let client: RpcClient;
let late: Deferred<RpcAnswer>;

beforeEach(() => {
  stdin = new PassThrough();
  stdout = new PassThrough();
  notifications = [];
  troubles = [];
  badLines = [];
  late = deferred();
  client = new RpcClient(stdin, stdout, {
    onNotification: (method, params) => notifications.push([method, params]),
    answer: (method) => {
      if (method === 'later') return late.promise;
      return method === 'known' ? { result: 'yes' } : { error: { code: -32601, message: 'no' } };
    },
    onBadLine: (line) => badLines.push(line),
    onTrouble: (cause) => troubles.push(cause),
  });
});

const say = (message: unknown): boolean => stdout.write(`${JSON.stringify(message)}\n`);

const written = (): readonly unknown[] =>
  String(stdin.read() ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);

const ask = (method: string, timeoutMs = 5_000): Promise<unknown> =>
  client.request(method, {}, { timeoutMs });

test('answers find their questions, in whatever order they come', async () => {
  const first = ask('first');
  const second = ask('second');
  expect(written()).toEqual([
    { id: 1, method: 'first', params: {} },
    { id: 2, method: 'second', params: {} },
  ]);
  say({ id: 2, result: 'two' });
  say({ id: 1, result: null });
  expect(await second).toBe('two');
  expect(await first).toBeNull();
});

test('a refused request rejects with the other side’s code', async () => {
  const asked = ask('x');
  say({ id: 1, error: { code: -32600, message: 'bad' } });
  await expect(asked).rejects.toMatchObject({ name: 'RpcError', code: -32600, message: 'bad' });
});

test('a request without an answer is stalled, and its late answer harms nothing', async () => {
  const asked = ask('slow', 20);
  await expect(asked).rejects.toMatchObject({
    failure: { kind: 'stalled', phase: 'slow', silentMs: 20 },
  });
  say({ id: 1, result: 'late' });
  const next = ask('next');
  say({ id: 2, result: 'fine' });
  expect(await next).toBe('fine');
});

test('an aborted request rejects at once, before or after it was sent', async () => {
  const abort = new AbortController();
  const asked = client.request('x', {}, { timeoutMs: 5_000, signal: abort.signal });
  abort.abort();
  await expect(asked).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  const again = client.request('x', {}, { timeoutMs: 5_000, signal: abort.signal });
  await expect(again).rejects.toMatchObject({ failure: { code: 'cancelled' } });
});

test('notifications of any name arrive as data', async () => {
  stdout.write('{"method":"__proto__","params":{"__proto__":{"x":1}}}\n');
  say({ method: 'error', params: null, emittedAtMs: 1 });
  say({ method: 'constructor' });
  await eventually(() =>
    expect(notifications.map(([method]) => method)).toEqual(['__proto__', 'error', 'constructor']),
  );
  expect({}).not.toHaveProperty('x');
  expect(troubles).toEqual([]);
});

test('every request of the other side is answered, with its own id', async () => {
  say({ id: 'a', method: 'known', params: {} });
  say({ id: 7, method: 'unknown' });
  await eventually(() => expect(stdin.readableLength).toBeGreaterThan(60));
  expect(written()).toEqual([
    { id: 'a', result: 'yes' },
    { id: 7, error: { code: -32601, message: 'no' } },
  ]);
});

test('a request that takes time holds up no other, and is answered when it is known', async () => {
  say({ id: 1, method: 'later' });
  say({ id: 2, method: 'known' });
  await eventually(() => expect(stdin.readableLength).toBeGreaterThan(10));
  expect(written()).toEqual([{ id: 2, result: 'yes' }]);
  late.resolve({ result: 'at last' });
  await eventually(() => expect(stdin.readableLength).toBeGreaterThan(10));
  expect(written()).toEqual([{ id: 1, result: 'at last' }]);
});

test('an answer that comes after the end of the connection is lost without a word', async () => {
  say({ id: 1, method: 'later' });
  await eventually(() => expect(stdout.readableLength).toBe(0));
  client.fail(failure({ kind: 'broken-pipe' }));
  late.resolve({ result: 'too late' });
  await late.promise;
  expect(written()).toEqual([]);
  expect(troubles).toEqual([]);
});

test.each(['no json', '42', '[]', '   at main (x.js:1)', 'Now using node v22.3.0'])(
  'the line %s is somebody’s log, and harms nothing',
  async (line) => {
    stdout.write(`${line}\n${JSON.stringify({ method: 'later' })}\n`);
    await eventually(() => expect(notifications).toEqual([['later', undefined]]));
    expect(badLines).toEqual([]);
    expect(troubles).toEqual([]);
  },
);

test.each(['{}', '{"id":1}', '{"id":{},"method":"x"}', '{"id":', '{'.repeat(5_000)])(
  'the line %s is told as one that cannot be read, and what comes behind it counts',
  async (line) => {
    stdout.write(`${line}\n${JSON.stringify({ method: 'later' })}\n`);
    await eventually(() => expect(notifications).toEqual([['later', undefined]]));
    expect(badLines).toMatchObject([{ failure: { kind: 'protocol', code: 'bad-line' } }]);
    expect(troubles).toEqual([]);
  },
);

test('a line of 16 MiB and more is skipped, and told by whose it is', async () => {
  const params = { threadId: 'thread-7', diff: 'x'.repeat(17 * 1024 * 1024) };
  say({ method: 'turn/diff/updated', params });
  say({ method: 'later' });
  await eventually(() => expect(notifications).toEqual([['later', undefined]]));
  expect(badLines).toEqual([
    {
      failure: expect.objectContaining({ kind: 'protocol', code: 'oversized-line' }) as unknown,
      method: 'turn/diff/updated',
      threadId: 'thread-7',
    },
  ]);
});

test('an answer that cannot be read refuses its question and no other', async () => {
  const [first, second] = [ask('first'), ask('second')];
  stdout.write('{"id":1,"result":\n');
  await expect(first).rejects.toMatchObject({ failure: { kind: 'protocol', code: 'bad-line' } });
  say({ id: 2, result: 'fine' });
  expect(await second).toBe('fine');
  expect(badLines).toEqual([]);
});

test('a stdin that nobody reads stops the reading, and goes on once it is read', async () => {
  const question = `${JSON.stringify({ id: 1, method: 'known', params: {} })}\n`;
  const flood = question.repeat(2_000);
  for (let n = 0; n < 20; n += 1) stdout.write(flood);
  await eventually(() => expect(stdout.isPaused()).toBe(true));
  expect(stdin.writableLength).toBeLessThan(flood.length);
  expect(stdout.readableLength).toBeGreaterThan(0);
  let read = 0;
  stdin.on('data', (chunk: Buffer) => (read += chunk.toString().split('\n').length - 1));
  await eventually(() => expect(read).toBe(40_000));
  expect(troubles).toEqual([]);
});

test('a stdin that stays unread for ten seconds is a broken pipe', () => {
  vi.useFakeTimers();
  try {
    client.notify('x'.repeat(100_000));
    vi.advanceTimersByTime(9_999);
    expect(troubles).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(troubles).toMatchObject([{ kind: 'broken-pipe' }]);
  } finally {
    vi.useRealTimers();
  }
});

test('an ended stdout and a failed write are a broken pipe, told once', async () => {
  stdin.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  stdout.end();
  await eventually(() => expect(troubles).toMatchObject([{ kind: 'broken-pipe', code: 'EPIPE' }]));
});

test('a write to a closed stdin is a broken pipe', async () => {
  stdin.end();
  const asked = ask('x');
  expect(troubles).toMatchObject([{ kind: 'broken-pipe' }]);
  client.fail(failure({ kind: 'broken-pipe' }));
  await expect(asked).rejects.toMatchObject({ failure: { kind: 'broken-pipe' } });
});

test('once failed, all that is pending and all that comes rejects with the first cause', async () => {
  const pending = ask('x');
  client.fail(failure({ kind: 'protocol' }));
  client.fail(failure({ kind: 'broken-pipe' }));
  await expect(pending).rejects.toMatchObject({ failure: { kind: 'protocol' } });
  await expect(ask('y')).rejects.toMatchObject({ failure: { kind: 'protocol' } });
  expect(troubles).toEqual([]);
});
