import {
  formatValidationErrors,
  missingScopeErrorShape,
  validateChatSendParams,
  validateSessionsDescribeParams,
  validateSessionsListParams,
} from '@openclaw/gateway-protocol';

import type { Clock } from '../../base/clock.ts';
import type { ErrorShape } from './handshake.ts';
import type { SessionBook } from './sessions.ts';

/** What a request is answered with. */
export type Answer =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly error: ErrorShape };

/** What methods act on. */
export interface MethodContext {
  readonly clock: Clock;
  readonly book: SessionBook;
  /** What this connection may do. */
  readonly scopes: readonly string[];
  /** From here on the connection is told about sessions. */
  readonly subscribe: () => void;
  /** Starts a turn of a session that answers a message. */
  readonly startTurn: (sessionKey: string, runId: string, message: string) => void;
}

/** A method: the scope it needs (null for none), and what it answers. */
export interface Method<C extends MethodContext = MethodContext> {
  readonly scope: string | null;
  readonly call: (params: unknown, context: C) => Answer | Promise<Answer>;
}

const done = (payload: unknown): Answer => ({ ok: true, payload });

type Complaints = Parameters<typeof formatValidationErrors>[0];

const invalid = (method: string, validator: { readonly errors: Complaints }): Answer => {
  const why = formatValidationErrors(validator.errors);
  return {
    ok: false,
    error: { code: 'INVALID_REQUEST', message: `invalid ${method} params: ${why}` },
  };
};

const page = (
  { book, clock }: MethodContext,
  params: { limit?: number | undefined; offset?: number | undefined },
): unknown => {
  const all = book.list();
  const offset = params.offset ?? 0;
  const limit = params.limit ?? 100;
  const sessions = all.slice(offset, offset + limit);
  const hasMore = offset + limit < all.length;
  return {
    ts: clock.now(),
    path: 'practice',
    count: sessions.length,
    totalCount: all.length,
    limitApplied: limit,
    nextOffset: hasMore ? offset + limit : null,
    hasMore,
    sessions,
  };
};

/** The methods of a practice gateway (gateway protocol 4). */
export const methods: Readonly<Record<string, Method>> = {
  health: {
    scope: null,
    call: (_params, { clock, book }) => {
      const count = book.list().length;
      const sessions = { path: 'practice', count, recent: [] };
      return done({ ok: true, ts: clock.now(), durationMs: 1, agents: [], sessions });
    },
  },
  status: {
    scope: 'operator.read',
    call: () => done({ runtimeVersion: practiceVersion, pid: process.pid }),
  },
  // A calm gateway has no sign-in to any provider.
  'models.authStatus': {
    scope: 'operator.read',
    call: (_params, { clock }) =>
      done({ ts: clock.now(), providers: [], providerCapabilities: [] }),
  },
  'sessions.subscribe': {
    scope: 'operator.read',
    call: (params, context) => {
      if (!validateSessionsListParams(params)) {
        return invalid('sessions.subscribe', validateSessionsListParams);
      }
      context.subscribe();
      const wantsList = Object.keys(params).length > 0;
      return done({ subscribed: true, ...(wantsList ? { list: page(context, params) } : {}) });
    },
  },
  'sessions.list': {
    scope: 'operator.read',
    call: (params, context) =>
      validateSessionsListParams(params)
        ? done(page(context, params))
        : invalid('sessions.list', validateSessionsListParams),
  },
  'sessions.describe': {
    scope: 'operator.read',
    call: (params, { book }) =>
      validateSessionsDescribeParams(params)
        ? done({ session: book.get(params.key) })
        : invalid('sessions.describe', validateSessionsDescribeParams),
  },
  'chat.send': {
    scope: 'operator.write',
    call: (params, { book, clock, startTurn }) => {
      if (!validateChatSendParams(params)) return invalid('chat.send', validateChatSendParams);
      const { sessionKey, idempotencyKey: runId, message } = params;
      if (book.get(sessionKey) === null) {
        book.put({
          key: sessionKey,
          kind: 'direct',
          hasActiveRun: false,
          modelProvider: 'practice',
          model: 'practice-1',
          updatedAt: clock.now(),
        });
      }
      startTurn(sessionKey, runId, message);
      return done({ runId, status: 'started' });
    },
  },
};

/** What a practice gateway says it is. */
export const practiceVersion = 'practice';

/** Answers one request with the method of its name, if the caller's scopes allow it. */
export const answer = <C extends MethodContext>(
  table: Readonly<Record<string, Method<C>>>,
  method: string,
  params: unknown,
  context: C,
): Answer | Promise<Answer> => {
  const found = Object.hasOwn(table, method) ? table[method] : undefined;
  if (found === undefined) {
    const error = { code: 'INVALID_REQUEST', message: `unknown method: ${method}` };
    return { ok: false, error };
  }
  if (found.scope !== null && !context.scopes.includes(found.scope)) {
    const missingScope = found.scope;
    const { code, message } = missingScopeErrorShape({
      missingScope,
      requiredScopes: [missingScope],
    });
    const details = { code: 'MISSING_SCOPE', missingScope, requiredScopes: [missingScope] };
    return { ok: false, error: { code, message, details } };
  }
  return found.call(params ?? {}, context);
};
