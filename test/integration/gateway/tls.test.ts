import { X509Certificate } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import { selfSigned } from '../../fakes/self-signed.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, reaches, towards, type LinkUnderTest } from '../../support/link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;
let folder: string;

beforeEach(async () => {
  gateway = await bench.gateway({ tls: selfSigned });
  folder = await bench.folder();
});
afterEach(() => bench.close());

const configured = async (gatewaySection: unknown): Promise<LinkUnderTest> => {
  await writeFile(join(folder, 'openclaw.json'), JSON.stringify({ gateway: gatewaySection }));
  return bench.link({ env: { OPENCLAW_STATE_DIR: folder } });
};

test('a local gateway is known by its own certificate', async () => {
  const certPath = join(folder, 'cert.pem');
  await writeFile(certPath, selfSigned.cert);
  const auth = { mode: 'token', token: gateway.token };
  const it = await configured({ port: gateway.port, auth, tls: { enabled: true, certPath } });
  await reaches(it, { phase: 'connected' });
  expect(it.link.view().url).toBe(gateway.url);
});

test('a gateway elsewhere is known by the fingerprint that is configured for it', async () => {
  const tlsFingerprint = new X509Certificate(selfSigned.cert).fingerprint256;
  const remote = { url: gateway.url, token: gateway.token, tlsFingerprint };
  const it = await configured({ mode: 'remote', remote });
  await reaches(it, { phase: 'connected' });
  expect(it.link.view()).toMatchObject({ url: gateway.url, tokenSource: 'openclaw.json' });
  expect(gateway.attempts).toMatchObject([{ admitted: true }]);
});

test('another certificate than the known one gets no token and waits for the person', async () => {
  const remote = { url: gateway.url, token: gateway.token, tlsFingerprint: 'ab'.repeat(32) };
  const it = await configured({ mode: 'remote', remote });
  await reaches(it, {
    phase: 'blocked',
    failure: { kind: 'misconfigured', what: expect.stringContaining('is not the one') as string },
  });
  expect(gateway.attempts).toEqual([]);
});

test('a certificate that nobody vouches for waits for the person too', async () => {
  const it = await bench.link(towards(gateway));
  await reaches(it, {
    phase: 'blocked',
    failure: { kind: 'misconfigured', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  });
  expect(gateway.attempts).toEqual([]);
});

test('what does not speak TLS at all is tried again', async () => {
  const plain = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  bench.later(
    () =>
      new Promise((resolve) => {
        plain.close(() => resolve());
      }),
  );
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  const { port } = plain.address() as AddressInfo;
  const it = await bench.link({ settingsUrl: () => `wss://127.0.0.1:${port}` });
  await reaches(it, { phase: 'waiting', failure: { kind: 'unreachable', reason: 'proxy' } });
  await eventually(() => expect(it.link.view().attempts).toBeGreaterThan(1));
  expect(it.phases()).not.toContain('blocked');
  expect(it.link.view().connId).toBeNull();
});
