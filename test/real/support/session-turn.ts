import { randomUUID } from 'node:crypto';

import { GatewayClient } from '@openclaw/gateway-client';

import { waitFor } from '../../support/wait-for.ts';

/** A turn of one of the gateway's own sessions, seen by a client that is not the panel. */
export interface SessionTurn {
  /** Text pieces that arrived so far. */
  deltas(): number;
  /** `null` while it runs. */
  end(): 'final' | 'error' | null;
  errorText(): string;
}

/** Another operator on the same gateway: it sends chat turns and listens. */
export interface GatewayOperator {
  chat(sessionKey: string, message: string): Promise<SessionTurn>;
  request(method: string, params: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Payloads of `chat.side_result` (the answer to `/btw`) so far. */
  sideResults(): readonly Readonly<Record<string, unknown>>[];
  close(): void;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Connects as `gateway-client` in mode backend, which a loopback token admits without a device. */
export const connectOperator = async (url: string, token: string): Promise<GatewayOperator> => {
  const seen: { readonly name: string; readonly payload: Record<string, unknown> }[] = [];
  let ready = false;
  const client = new GatewayClient({
    url,
    token,
    clientName: 'gateway-client',
    mode: 'backend',
    role: 'operator',
    scopes: ['operator.read', 'operator.write'],
    env: {},
    onHelloOk: () => {
      ready = true;
    },
    onEvent: ({ event, payload }: { event: string; payload?: unknown }) => {
      if (isRecord(payload)) seen.push({ name: event, payload });
    },
  });
  client.start();
  await waitFor('the second operator', () => ready, 30_000);
  return {
    chat: async (sessionKey, message) => {
      const runId = randomUUID();
      await client.request('chat.send', { sessionKey, message, idempotencyKey: runId });
      const of = (name: string, state: string): readonly Record<string, unknown>[] =>
        seen
          .filter((event) => event.name === name)
          .map(({ payload }) => payload)
          .filter((payload) => payload.runId === runId && payload.state === state);
      return {
        deltas: () => of('chat', 'delta').length,
        end: () => {
          if (of('chat', 'error').length > 0) return 'error';
          return of('chat', 'final').length > 0 ? 'final' : null;
        },
        errorText: () => JSON.stringify(of('chat', 'error')),
      };
    },
    request: (method, params) => client.request(method, params),
    sideResults: () =>
      seen.filter(({ name }) => name === 'chat.side_result').map(({ payload }) => payload),
    close: () => {
      client.stop();
    },
  };
};
