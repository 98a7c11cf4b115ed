import { failure, type Failure } from '../../../shared/failure.ts';
import type { GatewaySecretKind } from '../../../shared/gateway-secret.ts';
import type { Clock } from '../../base/clock.ts';
import type { DeviceIdentity } from '../../wire/device-identity.ts';
import { openWire, type WireSession } from '../../wire/wire-session.ts';
import type { GatewayAddress } from '../address/address.ts';
import type { SocketTable } from '../address/listener-check.ts';
import { mayBePassword, refuseListener, wantedScopes } from './connect.ts';
import { judgeEnd, wantsPassword } from './gateway-failure.ts';

/** What an administrator's connection may do more than the panel's own. */
export const adminScope = 'operator.admin';

export interface AdminSessionDeps {
  readonly clock: Clock;
  readonly version: string;
  readonly handshakeMs: number;
  readonly sockets: SocketTable;
  /** Another device than the panel's own: a gateway takes back the tokens of one that asks for more. */
  readonly identityFor: (url: string) => Promise<DeviceIdentity>;
  readonly onSecret: (secret: string) => void;
  readonly onEvent: (name: string, payload: unknown) => void;
}

export type AdminOpening =
  | { readonly ok: true; readonly session: WireSession }
  | { readonly ok: false; readonly failure: Failure };

const refused = (why: Failure): AdminOpening => ({ ok: false, failure: why });

/**
 * Opens a session beside the link that asks for `operator.admin`, for one act of the person. It
 * shows the shared secret that the address came with; the token it is given is kept nowhere. Never
 * rejects; whoever opens it closes it.
 */
export const openAdminSession = async (
  address: GatewayAddress,
  deps: AdminSessionDeps,
  signal: AbortSignal,
): Promise<AdminOpening> => {
  const { url, secret, tlsFingerprint } = address;
  if (secret === null) {
    const detail =
      'The token of this device does not carry it, and no gateway token or password is at hand.';
    return refused(failure({ kind: 'missing-scope', scope: adminScope }, detail));
  }
  const listener = await refuseListener(url, deps.sockets);
  if (listener !== null) return refused(listener.failure);
  let identity: DeviceIdentity;
  try {
    identity = await deps.identityFor(url);
  } catch (thrown) {
    return refused(failure({ kind: 'storage', what: 'the key of this device' }, String(thrown)));
  }
  deps.onSecret(secret.value);
  const show = (kind: GatewaySecretKind) =>
    openWire(
      {
        url,
        auth: { kind, secret: secret.value },
        identity,
        scopes: [...wantedScopes, adminScope],
        displayName: 'Bulkhead (administration)',
        version: deps.version,
        tlsFingerprint,
        handshakeTimeoutMs: deps.handshakeMs,
        onChallenge: () => undefined,
        onEvent: deps.onEvent,
        onFrame: () => undefined,
        onGap: () => undefined,
      },
      signal,
    );
  let opening = await show(secret.kind);
  if (!opening.ok && wantsPassword(opening.end) && mayBePassword(secret)) {
    opening = await show('password');
  }
  if (!opening.ok) {
    const now = deps.clock.now();
    return refused(judgeEnd(opening.end, { url, proofSent: true, shutdown: null, now }).failure);
  }
  const { session } = opening;
  const { deviceToken, scopes } = session.hello;
  if (deviceToken !== null) deps.onSecret(deviceToken);
  if (scopes.includes(adminScope)) return opening;
  await session.close();
  return refused(failure({ kind: 'missing-scope', scope: adminScope }, '', 'MISSING_SCOPE'));
};
