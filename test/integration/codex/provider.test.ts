import { once } from 'node:events';

import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { DeltaGate } from '../../stand-ins/delta-gate.ts';
import { practiceText } from '../../../electron/practice/provider/answer.ts';
import { fingerprint, startProvider } from '../../stand-ins/loopback-provider.ts';
import type { LoopbackProvider } from '../../stand-ins/loopback-provider.ts';

const key = 'sk-provider-0123456789';

let provider: LoopbackProvider;

beforeEach(async () => {
  provider = await startProvider({ tokens: { [key]: { kind: 'good', deltas: 4 } } });
});

afterEach(() => provider.close());

const post = (path: string, body: object, headers?: Record<string, string>): Promise<Response> =>
  fetch(`${provider.baseUrl}${path}`, {
    method: 'POST',
    headers: headers ?? { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  });

const data = async (response: Response): Promise<readonly string[]> =>
  (await response.text())
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => line.slice('data: '.length));

const texts = (lines: readonly string[], pattern: RegExp): string =>
  lines.map((line) => JSON.parse(`"${pattern.exec(line)?.[1] ?? ''}"`) as string).join('');

test('the Responses API streams the text in the deltas that were asked for', async () => {
  const lines = await data(await post('/responses', { model: 'm', stream: true, input: [] }));
  const deltas = lines.filter((line) => line.includes('output_text.delta'));
  expect(deltas).toHaveLength(4);
  expect(texts(deltas, /"delta":"(.*?)"/)).toBe(practiceText);
  expect(lines.at(-1)).toContain('response.completed');
});

test('chat completions stream the text and end with [DONE], or come whole', async () => {
  const lines = await data(
    await post('/chat/completions', { model: 'm', stream: true, messages: [] }),
  );
  expect(lines.at(-1)).toBe('[DONE]');
  expect(texts(lines.slice(0, -1), /"content":"(.*?)"/)).toBe(practiceText);
  const whole: unknown = await (await post('/chat/completions', { model: 'm' })).json();
  expect(whole).toMatchObject({ choices: [{ message: { content: practiceText } }] });
});

test('messages stream the text to a key in x-api-key', async () => {
  const lines = await data(
    await post('/messages', { model: 'm', stream: true }, { 'x-api-key': key }),
  );
  expect(texts(lines, /"text_delta","text":"(.*?)"/)).toBe(practiceText);
  expect(lines.at(-1)).toContain('message_stop');
});

test('the refusal is the exact body of openclaw issue 72574', async () => {
  provider.set(key, { kind: 'invalid-token' });
  const response = await post('/responses', { stream: true });
  expect(response.status).toBe(401);
  expect(await response.text()).toBe(
    '{"type":"error","error":{"type":"authentication_error","message":"Invalid bearer token"}}',
  );
});

test('a token that is not in the table is refused', async () => {
  const response = await post('/responses', {}, { authorization: 'Bearer else' });
  expect(response.status).toBe(401);
});

test('every request is on record by the fingerprint of its token, without the token', async () => {
  await (await post('/responses', { stream: true, input: [] })).text();
  expect(provider.requests).toMatchObject([
    { kind: 'post', path: '/v1/responses', token: fingerprint(key), status: 200 },
  ]);
  expect(provider.requestsOf(key)).toHaveLength(1);
  expect(JSON.stringify(provider.requests)).not.toContain(key);
});

test('an upgrade is on record and answered 426', async () => {
  const socket = new WebSocket(`${provider.baseUrl.replace('http', 'ws')}/responses`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect(String(await once(socket, 'error'))).toContain('426');
  expect(provider.requestsOf(key)).toMatchObject([{ kind: 'upgrade', status: 426 }]);
});

test('a gate decides when each delta leaves, and closing cuts the stream', async () => {
  const gate = new DeltaGate();
  provider.set(key, { kind: 'good', deltas: 4, gate });
  const response = await post('/responses', { stream: true, input: [] });
  const reader = response.body?.getReader();
  if (reader === undefined) throw new Error('no body');
  let seen = '';
  const until = async (count: number): Promise<void> => {
    while (seen.split('"response.output_text.delta"').length - 1 < count) {
      seen += new TextDecoder().decode((await reader.read()).value);
    }
  };
  gate.release(2);
  await until(2);
  expect(seen).not.toContain('response.completed');
  await provider.close();
  await expect(reader.read()).rejects.toThrow();
});
