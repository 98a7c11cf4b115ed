import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { StartCodexClient } from '../../electron/codex/client.ts';
import { readBody } from '../stand-ins/request-body.ts';

/** A request that went through the relay, with what the provider made of it. */
export interface Relayed {
  /** The texts of the person in its body. */
  readonly userTexts: readonly string[];
  readonly status: number;
}

/** Stands between helpers and their provider on loopback, and notes what passes. */
export interface ProviderRelay {
  readonly seen: readonly Relayed[];
  /** Sends the helpers of `start` through the relay. */
  readonly before: (start: StartCodexClient) => StartCodexClient;
  close(): Promise<void>;
}

const wholeBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

/** Listens on a free port of loopback. */
export const openProviderRelay = async (): Promise<ProviderRelay> => {
  const seen: Relayed[] = [];
  let origin = '';
  const closing = new AbortController();
  const pass = async (
    request: IncomingMessage,
    begin: (status: number, type: string) => (chunk: Uint8Array) => void,
  ): Promise<void> => {
    const body = await wholeBody(request);
    const { authorization = '', 'chatgpt-account-id': accountId } = request.headers;
    const answer = await fetch(`${origin}${request.url ?? ''}`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        authorization,
        ...(typeof accountId === 'string' && { 'chatgpt-account-id': accountId }),
      },
      signal: closing.signal,
    });
    const read = readBody(JSON.parse(body) as unknown);
    seen.push({ userTexts: read?.userTexts ?? [], status: answer.status });
    const write = begin(answer.status, answer.headers.get('content-type') ?? '');
    const reader = answer.body?.getReader();
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return;
      write(part.value);
    }
  };
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    pass(request, (status, type) => {
      response.writeHead(status, { 'content-type': type });
      return (chunk) => response.write(chunk);
    }).then(
      () => response.end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const here = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    seen,
    before: (start) => (plan, credential, signal) => {
      const there = new URL(plan.provider.baseUrl);
      origin = there.origin;
      const baseUrl = `${here}${there.pathname}`;
      return start({ ...plan, provider: { ...plan.provider, baseUrl } }, credential, signal);
    },
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
