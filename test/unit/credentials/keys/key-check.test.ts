import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { createKeyCheck } from '../../../../electron/credentials/keys/key-check.ts';
import { createAskModels } from '../../../../electron/credentials/keys/model-list.ts';
import type { Sighting } from '../../../../electron/credentials/verdicts/observed.ts';
import { builtInTemplate, type Template } from '../../../../shared/settings.ts';
import { keyGrant } from '../../../fakes/key-credential.ts';
import type { CredentialUse } from '../../../../electron/credentials/grants.ts';

const secret = 'sk-check-0123456789abcdef';
const record = { id: 'mine', label: 'Mine', provider: 'Acme', kind: 'api-key' } as const;
const list = JSON.stringify({ object: 'list', data: [] });

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Asked {
  readonly url: string;
  readonly authorization: string | null;
}

const provider = async (
  listener: RequestListener,
): Promise<{ readonly baseUrl: string; readonly asked: Asked[] }> => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { url = '', method = '', headers } = request;
    asked.push({ url: `${method} ${url}`, authorization: headers.authorization ?? null });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/v1`, asked };
};

const says =
  (status: number, body: string, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
  };

/** Answers the list to whoever shows the key, and 401 to others. */
const guarded: RequestListener = ({ headers }, response) => {
  const known = headers.authorization === `Bearer ${secret}`;
  response.writeHead(known ? 200 : 401).end(known ? list : '{"error":{}}');
};

const template = (id: string, baseUrl: string): Template => ({
  ...builtInTemplate,
  id,
  credential: record.id,
  provider: { name: 'Acme', baseUrl, wireApi: 'responses' },
});

interface Change {
  readonly key?: string | null;
  readonly refusedBy?: readonly string[];
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const checkAt = (templates: readonly Template[], change: Change = {}) => {
  const { key = secret, refusedBy = [], timeoutMs = 5_000, env = {} } = change;
  const seen: Sighting[] = [];
  const limits: (number | null)[] = [];
  const refusals: (readonly [CredentialUse, number, string, string])[] = [];
  const check = createKeyCheck({
    credentials: {
      generation: () => 4,
      usable: () => refusedBy.length === 0,
      grant: () => Promise.resolve(key === null ? null : { grant: keyGrant(key), generation: 4 }),
      saw: (_id, _generation, sighting) => seen.push(sighting),
      limited: (_id, _generation, opensAt) => limits.push(opensAt),
    },
    uses: () => ({ templates, helpers: [], lastTemplateId: null }),
    isRefusedBy: ({ target }) => refusedBy.includes(target),
    onRefused: (...refusal) => refusals.push(refusal),
    now: () => 1_000,
    askModels: createAskModels({ env, timeoutMs }),
    signal: new AbortController().signal,
  });
  return { check: () => check(record), seen, limits, refusals };
};

describe('a check of a key', () => {
  it('asks for the list of models once with the key, and sees that it worked', async () => {
    const { baseUrl, asked } = await provider(guarded);
    const { check, seen, refusals } = checkAt([template('a', `${baseUrl}/`)]);
    expect(await check()).toEqual({ ok: true, value: null });
    expect(asked).toEqual([
      { url: 'GET /v1/models', authorization: `Bearer ${secret}` },
      { url: 'GET /v1/models', authorization: null },
    ]);
    expect(seen).toEqual([{ kind: 'worked', at: 1_000, by: 'a check', begunAfterRefusal: true }]);
    expect(refusals).toEqual([]);
  });

  it('counts a 401 of the provider against the generation that was asked with', async () => {
    const { baseUrl, asked } = await provider(
      says(401, `{"error":{"message":"Incorrect API key provided: ${secret}"}}`),
    );
    const { check, seen, refusals } = checkAt([template('a', baseUrl)]);
    const reply = await check();
    expect(reply).toMatchObject({
      ok: false,
      failure: { kind: 'unauthorized', credentialId: 'mine', generation: 4, provider: 'Acme' },
    });
    expect(JSON.stringify(reply)).not.toContain(secret);
    expect(refusals).toEqual([
      [{ credentialId: 'mine', provider: 'Acme', target: baseUrl }, 4, 'a check', 'HTTP 401'],
    ]);
    expect(seen).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['403 of the provider', says(403, '{"error":{}}'), { kind: 'forbidden' }],
    ['403 of a proxy', says(403, '<html>'), { kind: 'unreachable', reason: 'proxy' }],
    ['401 of a proxy', says(401, '\n <html>'), { kind: 'unreachable', reason: 'proxy' }],
    ['407', says(407, ''), { kind: 'unreachable', reason: 'proxy' }],
    [
      'page in the place of a list',
      says(200, '<!doctype html>'),
      { kind: 'unreachable', reason: 'proxy' },
    ],
    ['404', says(404, '{}'), { kind: 'cannot-tell', provider: 'Acme' }],
    ['404 with a page', says(404, '<html>'), { kind: 'cannot-tell' }],
    ['405', says(405, ''), { kind: 'cannot-tell' }],
    ['400', says(400, '{}'), { kind: 'cannot-tell' }],
    ['200 without a list', says(200, 'ok'), { kind: 'cannot-tell' }],
    ['list that is open to everybody', says(200, list), { kind: 'cannot-tell' }],
    ['503', says(503, '<html>'), { kind: 'provider-error', status: 503 }],
    ['limit', says(429, '{}', { 'retry-after': '60' }), { kind: 'rate-limited', opensAt: 61_000 }],
  ])('takes a %s for nothing against the key', async (_what, listener, expected) => {
    const { baseUrl } = await provider(listener);
    const { check, seen, refusals } = checkAt([template('a', baseUrl)]);
    expect(await check()).toMatchObject({ ok: false, failure: expected });
    expect(refusals).toEqual([]);
    expect(seen).toEqual([]);
  });

  it('tells a limit to the row, with the time when it was said', async () => {
    const date = new Date(120_000).toUTCString();
    const { baseUrl } = await provider(says(429, '{}', { 'retry-after': date }));
    const { check, limits } = checkAt([template('a', baseUrl)]);
    await check();
    expect(limits).toEqual([120_000]);
    const untold = await provider(says(429, '{}'));
    const other = checkAt([template('a', untold.baseUrl)]);
    expect(await other.check()).toMatchObject({ failure: { kind: 'rate-limited' } });
    expect(other.limits).toEqual([]);
  });

  it('never takes the key elsewhere', async () => {
    const elsewhere = await provider(guarded);
    const { baseUrl } = await provider(says(302, '', { location: `${elsewhere.baseUrl}/models` }));
    const { check } = checkAt([template('a', baseUrl)]);
    expect(await check()).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', reason: 'proxy' },
    });
    expect(elsewhere.asked).toEqual([]);
  });

  it('says that nobody listens, and that no answer came in time', async () => {
    const gone = checkAt([template('a', 'http://127.0.0.1:1/v1')]);
    expect(await gone.check()).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', reason: 'not-listening', code: 'ECONNREFUSED' },
    });
    const { baseUrl } = await provider(() => undefined);
    const hanging = checkAt([template('a', baseUrl)], { timeoutMs: 50 });
    expect(await hanging.check()).toMatchObject({
      ok: false,
      failure: { kind: 'unreachable', reason: 'timeout' },
    });
  });

  it('goes through the proxy that helpers take', async () => {
    const proxy = await provider(guarded);
    const { host } = new URL(proxy.baseUrl);
    const env = { http_proxy: `http://ana:pass@${host}`, NO_PROXY: 'other.invalid' };
    const { check, seen } = checkAt([template('a', 'http://models.invalid:8080/v1')], { env });
    expect(await check()).toMatchObject({ ok: true });
    expect(seen).toMatchObject([{ kind: 'worked' }]);
    expect(proxy.asked[0]).toEqual({
      url: 'GET http://models.invalid:8080/v1/models',
      authorization: `Bearer ${secret}`,
    });
  });

  it('tells a proxy that lets nothing through from a provider, and shows it no key', async () => {
    const connects: string[] = [];
    const server = createServer();
    server.on('connect', ({ url = '', headers }, socket) => {
      connects.push(`${url} ${JSON.stringify(headers)}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    const { port } = server.address() as AddressInfo;
    const env = { HTTPS_PROXY: `127.0.0.1:${port}` };
    const { check, refusals } = checkAt([template('a', 'https://models.invalid/v1')], { env });
    expect(await check()).toMatchObject({ failure: { kind: 'unreachable', reason: 'proxy' } });
    expect(connects[0]).toMatch(/^models\.invalid:443 /);
    expect(connects.join()).not.toContain(secret);
    expect(refusals).toEqual([]);
    const socks = checkAt([template('a', 'https://models.invalid/v1')], {
      env: { ALL_PROXY: 'socks5://127.0.0.1:1' },
    });
    expect(await socks.check()).toMatchObject({ failure: { kind: 'cannot-tell' } });
  });

  it('asks once for two who want to know at the same time', async () => {
    const { baseUrl, asked } = await provider(guarded);
    const { check } = checkAt([template('a', baseUrl)]);
    expect(await Promise.all([check(), check()])).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ]);
    expect(asked.filter(({ authorization }) => authorization !== null)).toHaveLength(1);
  });

  it('asks the provider that refused, and takes back no refusal of another one', async () => {
    const used = await provider(guarded);
    const refusing = await provider(guarded);
    const templates = [template('a', used.baseUrl), template('b', refusing.baseUrl)];
    const one = checkAt(templates, { refusedBy: [refusing.baseUrl] });
    await one.check();
    expect(used.asked).toEqual([]);
    expect(one.seen).toMatchObject([{ kind: 'worked', begunAfterRefusal: true }]);
    const both = checkAt(templates, { refusedBy: [used.baseUrl, refusing.baseUrl] });
    await both.check();
    expect(both.seen).toMatchObject([{ kind: 'worked', begunAfterRefusal: false }]);
  });

  it('does not show a key that no header can carry', async () => {
    const { baseUrl, asked } = await provider(guarded);
    const { check } = checkAt([template('a', baseUrl)], { key: `${secret}\nx` });
    const reply = await check();
    expect(reply).toMatchObject({ ok: false });
    expect(JSON.stringify(reply)).not.toContain(secret);
    expect(asked).toEqual([]);
  });

  it('says so when nobody is known to ask, and when there is no key', async () => {
    expect(await checkAt([]).check()).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input' },
    });
    const { baseUrl, asked } = await provider(guarded);
    expect(await checkAt([template('a', baseUrl)], { key: null }).check()).toMatchObject({
      ok: false,
      failure: { kind: 'unauthorized', generation: 0 },
    });
    expect(asked).toEqual([]);
  });
});
