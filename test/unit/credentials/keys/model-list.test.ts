import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import {
  createAskModels,
  judgeModelList,
} from '../../../../electron/credentials/keys/model-list.ts';
import { selfSigned } from '../../../fakes/self-signed.ts';

const key = 'sk-asked-0123456789abcdef';
const provider = { name: 'P', baseUrl: 'http://127.0.0.1:1', wireApi: 'responses' } as const;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  return (server.address() as AddressInfo).port;
};

const secure = (listener: RequestListener): Promise<number> =>
  listening(createSecureServer({ key: selfSigned.key, cert: selfSigned.cert }, listener));

const list: RequestListener = (_request, response) => {
  response.end('{"data":[]}');
};

/** The certificate of the tests, as a file that a variable can name. */
const certificateFile = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-authority-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'authority.pem');
  await writeFile(file, selfSigned.cert);
  return file;
};

const ask = (baseUrl: string, env: Readonly<Record<string, string>> = {}) =>
  createAskModels({ env, timeoutMs: 5_000 })(
    { name: 'Acme', baseUrl, wireApi: 'responses' },
    key,
    new AbortController().signal,
  );

describe('the question for the models of a provider', () => {
  it('trusts nobody but the usual authorities, and those that the environment names', async () => {
    const url = `https://127.0.0.1:${await secure(list)}/v1`;
    expect(await ask(url)).toEqual({
      kind: 'unreachable',
      reason: 'network',
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    const file = await certificateFile();
    for (const name of ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE']) {
      expect(await ask(url, { [name]: file })).toMatchObject({ kind: 'answered', status: 200 });
    }
    const gone = { SSL_CERT_FILE: '/nonexistent/authority.pem' };
    expect(await ask(url, gone)).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  it('goes through a tunnel of the proxy, which learns no key', async () => {
    const asked: (string | undefined)[] = [];
    const provider = await secure(({ headers }, response) => {
      asked.push(headers.authorization);
      response.end('{"data":[]}');
    });
    const opened: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url = '', headers }, socket) => {
      opened.push(`${url} ${JSON.stringify(headers)}`);
      // Whatever name was asked for leads to the provider of the test.
      const there = connect(provider, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(there).pipe(socket);
      });
      for (const end of [there, socket]) end.on('error', () => there.destroy());
    });
    const port = await listening(proxy);
    const env = {
      HTTPS_PROXY: `http://ana@127.0.0.1:${port}`,
      SSL_CERT_FILE: await certificateFile(),
    };
    expect(await ask('https://other.invalid/v1', env)).toMatchObject({
      kind: 'unreachable',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(asked).toEqual([]);
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatch(/^other\.invalid:443 /);
    expect(opened[0]).toContain(`Basic ${Buffer.from('ana:').toString('base64')}`);
    expect(opened.join()).not.toContain(key);
  });

  it('names a proxy that wants to know who asks, and one that is not there', async () => {
    const port = await listening(
      createServer((_request, response) => {
        response.writeHead(407).end();
      }),
    );
    const named = (at: number) => ({ HTTP_PROXY: `http://127.0.0.1:${at}` });
    const refused = await ask('http://models.invalid/v1', named(port));
    expect([
      { kind: 'proxy', isSpoken: true },
      { kind: 'answered', status: 407, start: 'other', retryAfter: null },
    ]).toContainEqual(refused);
    expect(await ask('http://models.invalid/v1', named(1))).toEqual({
      kind: 'unreachable',
      reason: 'not-listening',
      code: 'ECONNREFUSED',
    });
  });

  it('reads the first words of a list that has no end, and hangs up', async () => {
    let hungUp: () => void = () => undefined;
    const isOver = new Promise<void>((resolve) => {
      hungUp = resolve;
    });
    const port = await listening(
      createServer((_request, response) => {
        response.on('close', hungUp).write('  \n');
        response.write('[');
      }),
    );
    expect(await ask(`http://127.0.0.1:${port}/v1`)).toMatchObject({ start: 'json' });
    await isOver;
  });

  it('names a connection that broke as the network does', async () => {
    const port = await listening(createServer(({ socket }) => socket.destroy()));
    expect(await ask(`http://127.0.0.1:${port}/v1`)).toEqual({
      kind: 'unreachable',
      reason: 'network',
      code: 'ECONNRESET',
    });
  });
});

it('waits for no list of authorities that is a FIFO', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'authorities-'));
  closers.push(() => rm(folder, { recursive: true }));
  const fifo = join(folder, 'ca.pem');
  execFileSync('mkfifo', [fifo]);
  const port = await listening(createServer(list));
  expect(await ask(`http://127.0.0.1:${port}/v1`, { SSL_CERT_FILE: fifo })).toMatchObject({
    kind: 'answered',
    status: 200,
  });
});

describe('a hostile provider', () => {
  it('that answers white space without end, or a megabyte of a header, is given up', async () => {
    const port = await listening(
      createServer(({ url }, response) => {
        if (url?.startsWith('/large') === true)
          response.setHeader('x-large', 'x'.repeat(1_000_000));
        const write = (): void => {
          while (!response.destroyed && response.write(' '.repeat(65_536)));
        };
        response.on('drain', write);
        write();
      }),
    );
    const asking = createAskModels({ env: {}, timeoutMs: 500 });
    const signal = AbortSignal.timeout(9_000);
    const at = (path: string) => ({ ...provider, baseUrl: `http://127.0.0.1:${port}/${path}` });
    expect(await asking(at('v1'), key, signal)).toMatchObject({
      kind: 'unreachable',
      reason: 'timeout',
    });
    expect(await asking(at('large'), key, signal)).toMatchObject({ kind: 'unreachable' });
    expect(signal.aborted).toBe(false);
  });

  it.each(['1e300', 'Infinity', 'Fri, 01 Jan 9999 00:00:00 GMT', 'x'.repeat(8_000)])(
    'that holds back until %j names no end of it',
    (retryAfter) => {
      const answer = { kind: 'answered', status: 429, start: 'other', retryAfter } as const;
      const word = judgeModelList(answer, provider, 0);
      expect(word).toMatchObject({ kind: 'other', failure: { kind: 'rate-limited' } });
      expect(JSON.stringify(word)).not.toContain('opensAt');
      const soon = judgeModelList({ ...answer, retryAfter: '60' }, provider, 0);
      expect(soon).toMatchObject({ failure: { opensAt: 60_000 } });
    },
  );
});
