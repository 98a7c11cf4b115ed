import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';

import type { Clock } from '../../base/clock.ts';
import type { PracticeIssuerClient, PracticeDeviceCode } from './issuer-client.ts';
import type { AccountTokens } from './signed-in.ts';

const secret = (): string => randomBytes(32).toString('base64url');

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
};

const page = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(text);
};

/** A sign-in in a browser that is under way. */
export interface BrowserSignIn {
  readonly authUrl: string;
  /** Rejects with codex's words when it was denied, failed or ended. */
  readonly tokens: Promise<AccountTokens>;
}

/**
 * Begins a sign-in in a browser as codex 0.169.0 does, with a free port in place of 1455, so that
 * practice never gets in the way of a real sign-in. `signal` ends it.
 */
export const startBrowserSignIn = async (
  issuer: PracticeIssuerClient,
  signal: AbortSignal,
): Promise<BrowserSignIn> => {
  const verifier = secret();
  const state = secret();
  const server = createServer();
  const redirectUri = `http://127.0.0.1:${String(await listening(server))}/auth/callback`;

  const takeCallback = async (
    query: URLSearchParams,
    response: ServerResponse,
  ): Promise<AccountTokens | null> => {
    if (query.get('state') !== state) {
      page(response, 400, 'State mismatch');
      return null;
    }
    try {
      const refused = query.get('error');
      if (refused !== null) {
        throw new Error(`Sign-in failed: ${query.get('error_description') ?? refused}`);
      }
      const tokens = await issuer.exchange(query.get('code') ?? '', redirectUri, verifier);
      page(response, 200, 'Signed in. You can close this page; Bulkhead goes on.');
      return tokens;
    } catch (error) {
      page(response, 200, 'Sign-in failed. Bulkhead says why.');
      throw error;
    }
  };

  const tokens = new Promise<AccountTokens>((resolve, reject) => {
    const fail = (error: unknown): void => {
      const words = error instanceof Error ? error.message : String(error);
      reject(new Error(`Login server error: ${words}`));
    };
    signal.addEventListener('abort', () => fail('Login was not completed'), { once: true });
    server.on('request', (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', redirectUri);
      if (pathname !== '/auth/callback') {
        page(response, 404, 'Not found');
        return;
      }
      takeCallback(searchParams, response).then((made) => {
        if (made !== null) resolve(made);
      }, fail);
    });
  });
  const leave = (): void => {
    server.close();
    server.closeIdleConnections();
  };
  tokens.then(leave, leave);

  const authUrl = new URL(`${issuer.url}/oauth/authorize`);
  authUrl.search = new URLSearchParams({
    response_type: 'code',
    client_id: issuer.clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
  }).toString();
  return { authUrl: authUrl.href, tokens };
};

/**
 * Waits until a device code is approved, and exchanges it as codex 0.169.0 does. Rejects with
 * codex's words when it was refused, or when `signal` ends it.
 */
export const awaitDeviceSignIn = async (
  issuer: PracticeIssuerClient,
  code: PracticeDeviceCode,
  clock: Clock,
  signal: AbortSignal,
): Promise<AccountTokens> => {
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    const approved = await issuer.poll(code);
    if (isOver()) break;
    if (approved !== null) {
      const redirectUri = `${issuer.url}/deviceauth/callback`;
      return issuer.exchange(approved.authorization_code, redirectUri, approved.code_verifier);
    }
    await clock.pause(code.interval * 1000, signal);
  }
  throw new Error('Login was not completed');
};
