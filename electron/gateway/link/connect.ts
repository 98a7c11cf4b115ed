import { failure, type Failure } from '../../../shared/failure.ts';
import type { GatewaySecretKind } from '../../../shared/gateway-secret.ts';
import type { TokenSource } from '../../../shared/state.ts';
import type { Ambient } from '../../base/ambient.ts';
import type { DeviceIdentity } from '../../wire/device-identity.ts';
import {
  openWire,
  type WireAuth,
  type WireOptions,
  type WireSession,
} from '../../wire/wire-session.ts';
import type { GatewayAddress, SharedSecret } from '../address/address.ts';
import { endpointOf } from '../address/gateway-url.ts';
import { checkListener, type SocketTable } from '../address/listener-check.ts';
import { type EndVerdict, isStaleDeviceToken, judgeEnd, wantsPassword } from './gateway-failure.ts';

/** What the panel asks a gateway for. */
export const wantedScopes: readonly string[] = ['operator.read', 'operator.write'];

/** Keeps the device token of each gateway; in the vault, or in memory while that is shut. */
export interface TokenStore {
  /** By gateway address (`ws://host:port`); null when there is none. */
  read(url: string): Promise<string | null>;
  write(url: string, token: string): Promise<void>;
  clear(url: string): Promise<void>;
}

export interface ConnectDeps {
  readonly ambient: Ambient;
  readonly version: string;
  readonly handshakeMs: number;
  /** What is asked for. */
  readonly scopes: readonly string[];
  readonly sockets: SocketTable;
  readonly tokens: TokenStore;
  readonly identityFor: (url: string) => Promise<DeviceIdentity>;
  readonly onSecret: (secret: string) => void;
  /** The listener is trusted and is dialled now. */
  readonly onDial: () => void;
  readonly onChallenge: () => void;
  readonly events: Pick<WireOptions, 'onEvent' | 'onFrame' | 'onGap'>;
}

/** What was shown last: a source of null when it was shown to nobody, a kind where it was shared. */
interface Shown {
  readonly tokenSource: TokenSource | null;
  readonly secretKind: GatewaySecretKind | null;
}

export type Connected = Shown &
  (
    | { readonly ok: true; readonly session: WireSession }
    | { readonly ok: false; readonly verdict: EndVerdict }
  );

const untold = (verdict: EndVerdict): Connected => ({
  ok: false,
  verdict,
  tokenSource: null,
  secretKind: null,
});

/**
 * One attempt: who listens there, which proof is shown, and one session. A device token of ours is
 * shown first; when the gateway does not know it any more it is forgotten, and the shared secret
 * is shown once instead. One that was given in the panel is shown as a password too where that is
 * what the gateway misses. Never rejects.
 */
export const connect = async (
  address: GatewayAddress,
  deps: ConnectDeps,
  signal: AbortSignal,
): Promise<Connected> => {
  try {
    return await attempt(address, deps, signal);
  } catch (thrown) {
    deps.ambient.log.error('gateway.attempt.threw', { error: String(thrown) });
    const failed = failure({ kind: 'unexpected' }, String(thrown));
    const verdict = { failure: failed, next: 'wait', retryAfterMs: null } as const;
    return untold(verdict);
  }
};

const attempt = async (
  address: GatewayAddress,
  deps: ConnectDeps,
  signal: AbortSignal,
): Promise<Connected> => {
  const refusal = await refuseListener(address.url, deps.sockets);
  if (refusal !== null) return untold(refusal);

  deps.onDial();
  let identity: DeviceIdentity;
  try {
    identity = await deps.identityFor(address.url);
  } catch (thrown) {
    const cause = { kind: 'storage', what: 'the key of this device' } as const;
    return untold({ failure: failure(cause, String(thrown)), next: 'wait', retryAfterMs: null });
  }
  const deviceToken = await deps.tokens.read(address.url);
  if (deviceToken !== null) {
    const proof = { kind: 'device-token', secret: deviceToken } as const;
    const first = await open(address, identity, proof, 'device', deps, signal);
    if (first.ok || !first.stale) return first;
    deps.ambient.log.warn('gateway.device-token.stale', { url: address.url });
    await deps.tokens.clear(address.url);
    if (address.secret === null && address.secretProblem === null) return first;
  }
  if (address.secret === null && address.secretProblem !== null) {
    return untold(blocked({ kind: 'misconfigured', what: address.secretProblem }));
  }
  if (address.secret === null) {
    return open(address, identity, { kind: 'none' }, 'none', deps, signal);
  }
  const { kind, value, source } = address.secret;
  const show = (as: GatewaySecretKind) =>
    open(address, identity, { kind: as, secret: value }, source, deps, signal);
  const shown = await show(kind);
  return !shown.ok && shown.wantsPassword && mayBePassword(address.secret)
    ? show('password')
    : shown;
};

/** Whether it was given in the panel as a token for want of the gateway's own configuration. */
export const mayBePassword = ({ kind, source }: SharedSecret): boolean =>
  kind === 'token' && source === 'settings';

const blocked = (cause: Parameters<typeof failure>[0], detail = ''): EndVerdict => ({
  failure: failure(cause, detail),
  next: 'block',
  retryAfterMs: null,
});

/** Null when a secret may be sent there. */
export const refuseListener = async (
  url: string,
  sockets: SocketTable,
): Promise<EndVerdict | null> => {
  const check = await checkListener(url, sockets);
  const { port } = endpointOf(url);
  switch (check.kind) {
    case 'trusted':
      return null;
    case 'nobody': {
      const cause: Failure = failure(
        { kind: 'unreachable', reason: 'not-listening', target: url },
        `nothing listens on port ${port}`,
        'ECONNREFUSED',
      );
      return { failure: cause, next: 'wait', retryAfterMs: null };
    }
    case 'foreign':
      return blocked({
        kind: 'misconfigured',
        what: `port ${port} is held by another user of this computer, ${check.owner}, so no token is sent there`,
      });
    case 'unknown':
      return blocked({
        kind: 'misconfigured',
        what: `/proc/net/tcp cannot be read, so it is not known who listens on port ${port}`,
      });
  }
};

const open = async (
  address: GatewayAddress,
  identity: DeviceIdentity,
  auth: WireAuth,
  tokenSource: TokenSource,
  deps: ConnectDeps,
  signal: AbortSignal,
): Promise<Connected & { readonly stale: boolean; readonly wantsPassword: boolean }> => {
  if (auth.kind !== 'none') deps.onSecret(auth.secret);
  const secretKind = auth.kind === 'token' || auth.kind === 'password' ? auth.kind : null;
  const opening = await openWire(
    {
      url: address.url,
      auth,
      identity,
      scopes: deps.scopes,
      version: deps.version,
      tlsFingerprint: address.tlsFingerprint,
      handshakeTimeoutMs: deps.handshakeMs,
      onChallenge: deps.onChallenge,
      ...deps.events,
    },
    signal,
  );
  if (!opening.ok) {
    const verdict = judgeEnd(opening.end, {
      url: address.url,
      proofSent: auth.kind !== 'none',
      shutdown: null,
      now: deps.ambient.clock.now(),
    });
    const { end } = opening;
    const stale = isStaleDeviceToken(end);
    const shown = { tokenSource, secretKind, stale, wantsPassword: wantsPassword(end) };
    return { ok: false, verdict, ...shown };
  }
  const { session } = opening;
  const { deviceToken } = session.hello;
  if (deviceToken !== null) {
    deps.onSecret(deviceToken);
    if (auth.kind !== 'device-token' || auth.secret !== deviceToken) {
      // A vault that fails costs the next start a pairing, not this connection.
      await deps.tokens.write(address.url, deviceToken).catch((thrown: unknown) => {
        deps.ambient.log.warn('gateway.device-token.unsaved', { error: String(thrown) });
      });
    }
  }
  return { ok: true, session, tokenSource, secretKind, stale: false, wantsPassword: false };
};
