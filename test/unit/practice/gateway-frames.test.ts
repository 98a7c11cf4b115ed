import { once } from 'node:events';

import { HelloOkSchema, ResponseFrameSchema, SessionRowSchema } from '@openclaw/gateway-protocol';
import { isGatewayEventFrame } from '@openclaw/gateway-protocol/frame-guards';
import type { TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import * as v from 'valibot';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { systemClock } from '../../../electron/base/clock.ts';
import {
  startPracticeGateway,
  practiceSessions,
} from '../../../electron/practice/gateway/practice-gateway.ts';
import { eventually } from '../../support/eventually.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const complaints = (schema: TSchema, value: unknown): string =>
  Check(schema, value) ? '' : JSON.stringify([...Errors(schema, value)].slice(0, 3));

const FrameSchema = v.looseObject({
  type: v.string(),
  id: v.optional(v.string()),
  ok: v.optional(v.boolean()),
  event: v.optional(v.string()),
  payload: v.optional(v.unknown()),
});
type Frame = v.InferOutput<typeof FrameSchema>;

const readFrame = (text: string): Frame => v.parse(FrameSchema, JSON.parse(text));

test('every session row is one by the official schema', () => {
  for (const row of practiceSessions(systemClock.now())) {
    expect(complaints(SessionRowSchema, row)).toBe('');
  }
});

test('hello, answers and events are frames by the official schemas', async () => {
  const gateway = await startPracticeGateway({ wordEveryMs: 1, restMs: 5 });
  closers.push(() => gateway.close());
  const frames: Frame[] = [];
  const socket = new WebSocket(gateway.url);
  socket.on('message', (data: Buffer) => frames.push(readFrame(data.toString('utf8'))));
  await once(socket, 'open');
  const ask = async (id: string, method: string, params: object): Promise<Frame> => {
    socket.send(JSON.stringify({ type: 'req', id, method, params }));
    return eventually(() => {
      const answer = frames.find((frame) => frame.type === 'res' && frame.id === id);
      if (answer === undefined) throw new Error(`no answer to ${method}`);
      return answer;
    });
  };
  const hello = await ask('1', 'connect', {
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'test', version: '0', platform: 'linux', mode: 'test' },
    scopes: ['operator.read', 'operator.write'],
    auth: { token: gateway.token },
  });
  expect(complaints(HelloOkSchema, hello.payload)).toBe('');
  await ask('2', 'sessions.subscribe', { limit: 20 });
  await ask('3', 'health', {});
  await ask('4', 'nonsense', {});
  await ask('5', 'sessions.list', { limit: 'many' });
  await ask('6', 'chat.send', { sessionKey: 'agent:main:x', message: 'hi', idempotencyKey: 'r' });
  await eventually(() =>
    expect(frames.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['connect.challenge', 'agent', 'chat', 'sessions.changed']),
    ),
  );
  socket.close();
  for (const frame of frames) {
    if (frame.type === 'res') expect(complaints(ResponseFrameSchema, frame)).toBe('');
    else expect(isGatewayEventFrame(frame)).toBe(true);
  }
  expect(frames.filter(({ ok }) => ok === false).map(({ id }) => id)).toEqual(['4', '5']);
});

test('a first request that is not connect is closed with 1008', async () => {
  const gateway = await startPracticeGateway();
  closers.push(() => gateway.close());
  const socket = new WebSocket(gateway.url);
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'req', id: '1', method: 'health', params: {} }));
  expect((await once(socket, 'close'))[0]).toBe(1008);
});

test('two practice gateways share neither port nor token', async () => {
  const [one, two] = await Promise.all([startPracticeGateway(), startPracticeGateway()]);
  closers.push(
    () => one.close(),
    () => two.close(),
  );
  expect(one.url).not.toBe(two.url);
  expect(one.token).not.toBe(two.token);
});
