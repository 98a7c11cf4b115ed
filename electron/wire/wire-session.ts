import {
  GatewayClient,
  GatewayClientRequestError,
  GatewayClientRequestTimeoutError,
} from '@openclaw/gateway-client';
import { PROTOCOL_VERSION } from '@openclaw/gateway-protocol/version';
import * as v from 'valibot';

import { firstOf, shortText, wholeText } from '../base/bounded.ts';
import { isModestJson } from '../base/parse-json.ts';
import { deferred } from '../base/promises.ts';
import { type DeviceIdentity, rawPublicKey, signWith } from './device-identity.ts';
import { type GatewayError, gatewayErrorOf, type WireEnd, wireEndOf } from './wire-end.ts';

/** What a session proves itself with. A device token belongs to the identity it was given to. */
export type WireAuth =
  | { readonly kind: 'none' }
  | { readonly kind: 'token' | 'password' | 'device-token'; readonly secret: string };

export interface WireOptions {
  readonly url: string;
  readonly auth: WireAuth;
  readonly identity: DeviceIdentity;
  readonly scopes: readonly string[];
  /** What the gateway's list of devices calls it. */
  readonly displayName?: string;
  /** Version of the panel, as the gateway lists it. */
  readonly version: string;
  /** SHA-256 of the certificate a wss:// gateway must show; null trusts the system's authorities. */
  readonly tlsFingerprint: string | null;
  /** From the first packet to hello. */
  readonly handshakeTimeoutMs: number;
  /** The gateway asked for the proof: the socket is open. */
  readonly onChallenge: () => void;
  /** Every event, by name; plain calls, so that no name can mean anything special. */
  readonly onEvent: (name: string, payload: unknown) => void;
  /** Something arrived, whatever it was. */
  readonly onFrame: () => void;
  /** Events were lost; what was built from them must be read again. */
  readonly onGap: () => void;
}

/** The part of `hello-ok` that the panel uses (gateway protocol 4). */
export interface Hello {
  readonly protocol: number;
  readonly version: string;
  readonly connId: string;
  /** Changes with every start of the gateway, in-process restarts included; '' when not told. */
  readonly bootId: string;
  /** What this connection may really do. */
  readonly scopes: readonly string[];
  /** Reusable instead of the shared token, by this device only. */
  readonly deviceToken: string | null;
}

/** One open session. It never reconnects. */
export interface WireSession {
  readonly hello: Hello;
  /** Settles once, when the session is over, whoever ended it. */
  readonly ended: Promise<WireEnd>;
  /** Throws a WireRequestError. */
  request(
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<unknown>;
  /** Settles when the socket is gone (at most about a second); twice is safe. */
  close(): Promise<void>;
}

/** Why a request over the wire has no result. */
export type RequestProblem =
  /** The gateway answered with an error; the session stays open. */
  | { readonly kind: 'answered'; readonly error: GatewayError }
  | { readonly kind: 'timeout'; readonly timeoutMs: number }
  /** The session ended, or the caller gave up, before an answer came. */
  | { readonly kind: 'ended'; readonly message: string };

/** Thrown by `WireSession.request`. */
export class WireRequestError extends Error {
  readonly problem: RequestProblem;

  constructor(method: string, problem: RequestProblem, options?: ErrorOptions) {
    super(`${method}: ${problem.kind}`, options);
    this.name = 'WireRequestError';
    this.problem = problem;
  }
}

export type WireOpening =
  | { readonly ok: true; readonly session: WireSession }
  | { readonly ok: false; readonly end: WireEnd };

/** Far more than a gateway's longest page holds; a frame of nothing but lists holds eight times as many. */
const mostValues = 1_000_000;

/**
 * Lets the client parse no frame whose values alone would make main stand for seconds; such a one is
 * met as what is no JSON. The client (2026.9.1) has no place for it: it calls its own `createSocket`.
 */
const withModestFrames = (client: GatewayClient): GatewayClient => {
  const create: unknown = Reflect.get(client, 'createSocket');
  if (typeof create !== 'function') throw new TypeError('the client makes its socket elsewhere');
  Reflect.set(client, 'createSocket', (handlers: { message: (raw: string) => void }): unknown => {
    const message = (raw: string): void =>
      handlers.message(isModestJson(raw, mostValues) ? raw : '');
    return Reflect.apply(create, client, [{ ...handlers, message }]) as unknown;
  });
  return client;
};

/** The client would cut a silent gateway by itself; liveness is judged elsewhere. */
const neverMs = 2 ** 31 - 1;

/**
 * Opens one session as `openclaw-linux`, mode `ui`, role operator, protocol 4 only
 * (@openclaw/gateway-client 2026.9.1). Never rejects; aborting ends it with `left`.
 */
export const openWire = async (options: WireOptions, signal: AbortSignal): Promise<WireOpening> => {
  if (signal.aborted) return { ok: false, end: { kind: 'left' } };
  const opening = deferred<WireOpening>();
  const ended = deferred<WireEnd>();
  const seen: { cause: Error | null; foreignCertificate: string | null } = {
    cause: null,
    foreignCertificate: null,
  };
  const known = plainFingerprint(options.tlsFingerprint ?? '');
  let over = false;
  let greeted = false;

  const finish = (end: WireEnd): void => {
    if (over) return;
    over = true;
    clearTimeout(patience);
    signal.removeEventListener('abort', leave);
    client.stop();
    ended.resolve(end);
    opening.resolve({ ok: false, end });
  };
  const leave = (): void => finish({ kind: 'left' });

  const client = withModestFrames(
    new GatewayClient({
      url: options.url,
      ...authFields(options.auth),
      ...(options.tlsFingerprint === null ? {} : { tlsFingerprint: options.tlsFingerprint }),
      clientName: 'openclaw-linux',
      clientDisplayName: options.displayName ?? 'Bulkhead',
      clientVersion: options.version,
      mode: 'ui',
      platform: 'linux',
      role: 'operator',
      scopes: [...options.scopes],
      caps: [],
      minProtocol: PROTOCOL_VERSION,
      maxProtocol: PROTOCOL_VERSION,
      deviceIdentity: { ...options.identity },
      // Without this the client reads OPENCLAW_* of our own environment.
      env: {},
      tickWatchTimeoutMs: neverMs,
      notifyOnStartupRetry: true,
      hostDeps: {
        signDevicePayload: (privateKeyPem, payload) => {
          options.onChallenge();
          return signWith(privateKeyPem, payload);
        },
        publicKeyRawBase64UrlFromPem: rawPublicKey,
        // The client compares by this, and has no code for what it found.
        normalizeTlsFingerprint: (fingerprint = '') => {
          const plain = plainFingerprint(fingerprint);
          if (plain !== known) seen.foreignCertificate = plain;
          return plain;
        },
      },
      onHelloOk: (payload) => {
        const hello = readHello(payload);
        if (hello?.protocol !== PROTOCOL_VERSION) {
          finish({
            kind: 'bad-hello',
            protocol: hello?.protocol ?? null,
            message: hello === null ? 'hello-ok without the parts the protocol names' : '',
          });
          return;
        }
        greeted = true;
        clearTimeout(patience);
        signal.removeEventListener('abort', leave);
        opening.resolve({ ok: true, session: { hello, ended: ended.promise, request, close } });
      },
      onConnectError: (error) => {
        seen.cause = error;
      },
      onClose: (code, reason, info) =>
        finish(
          wireEndOf({
            code,
            reason,
            opened: info?.socketOpened ?? false,
            afterHello: greeted,
            // A refusal that the client would retry by itself is told here and nowhere else.
            cause: info?.connectError ?? seen.cause,
            foreignCertificate: seen.foreignCertificate,
          }),
        ),
      onEvent: ({ event, payload }) => {
        if (over) return;
        options.onFrame();
        options.onEvent(event, payload);
      },
      onGap: () => {
        if (!over) options.onGap();
      },
    }),
  );

  const request: WireSession['request'] = async (method, params, { timeoutMs, signal: giveUp }) => {
    try {
      const result: unknown = await client.request<unknown>(method, params, {
        timeoutMs,
        ...(giveUp === undefined ? {} : { signal: giveUp }),
      });
      options.onFrame();
      return result;
    } catch (thrown) {
      if (thrown instanceof GatewayClientRequestError) {
        options.onFrame();
        throw new WireRequestError(method, { kind: 'answered', error: gatewayErrorOf(thrown) });
      }
      if (thrown instanceof GatewayClientRequestTimeoutError) {
        throw new WireRequestError(method, { kind: 'timeout', timeoutMs });
      }
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      throw new WireRequestError(method, { kind: 'ended', message }, { cause: thrown });
    }
  };

  const close = async (): Promise<void> => {
    leave();
    // It rejects when the socket outlives its grace; by then it was cut.
    await client.stopAndWait({ timeoutMs: 1000 }).catch(() => undefined);
  };

  const patience = setTimeout(
    () => finish({ kind: 'silent', waitedMs: options.handshakeTimeoutMs }),
    options.handshakeTimeoutMs,
  );
  signal.addEventListener('abort', leave, { once: true });
  try {
    client.start();
    // An address that no socket can be made from is told by onConnectError alone.
    if (seen.cause !== null) finish(addressEnd(seen.cause));
  } catch (thrown) {
    finish(addressEnd(thrown));
  }
  const outcome = await opening.promise;
  if (!outcome.ok) await close();
  return outcome;
};

/** A SHA-256 fingerprint in lower-case hex without colons. */
const plainFingerprint = (fingerprint: string): string =>
  fingerprint
    .trim()
    .replace(/^sha256:/i, '')
    .replaceAll(':', '')
    .toLowerCase();

const addressEnd = (thrown: unknown): WireEnd => ({
  kind: 'address',
  message: thrown instanceof Error ? thrown.message : String(thrown),
});

const authFields = (
  auth: WireAuth,
): { token?: string; password?: string; deviceToken?: string } => {
  switch (auth.kind) {
    case 'none':
      return {};
    case 'token':
      return { token: auth.secret };
    case 'password':
      return { password: auth.secret };
    case 'device-token':
      return { deviceToken: auth.secret };
  }
};

const HelloSchema = v.object({
  type: v.literal('hello-ok'),
  protocol: v.number(),
  server: v.object({
    version: shortText(64),
    connId: v.pipe(shortText(128), v.minLength(1)),
    bootId: v.optional(shortText(128), ''),
  }),
  auth: v.object({
    scopes: v.optional(firstOf(shortText(128), 64), []),
    // One that is longer is looked for in every text from then on; the shared token does as well.
    deviceToken: v.fallback(v.optional(wholeText(4_096)), undefined),
  }),
});

/** Reads a `hello-ok` payload; null when it is not one. */
export const readHello = (payload: unknown): Hello | null => {
  const parsed = v.safeParse(HelloSchema, payload);
  if (!parsed.success) return null;
  const { protocol, server, auth } = parsed.output;
  return {
    protocol,
    version: server.version,
    connId: server.connId,
    bootId: server.bootId,
    scopes: auth.scopes,
    deviceToken: auth.deviceToken ?? null,
  };
};
