import type { GatewayView, SessionsChange, SessionView } from '../../shared/state.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { loadIdentity } from '../wire/device-identity-file.ts';
import { newIdentity } from '../wire/device-identity.ts';
import { wantedScopes } from './connect.ts';
import { GatewayConnection } from './gateway-connection.ts';
import { systemSocketTable, type SocketTable } from './listener-check.ts';
import { SessionSync } from './session-sync.ts';
import { gatewayTimings, type GatewayTimings } from './timings.ts';
import type { TokenStore } from './token-store.ts';
import { ViewKeeper } from './view-keeper.ts';

export interface GatewayLinkDeps {
  /** The process environment; where OpenClaw's files are is read from here and nowhere else. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** BULKHEAD_HOME; the keys of this device are kept below it. */
  readonly home: string;
  readonly settingsUrl: () => string | null;
  /** Goes to the address of the settings only; null while there is none. */
  readonly settingsToken: () => Promise<string | null>;
  readonly tokens: TokenStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly version: string;
  /** Practice: this and nothing else, with a device key that is written nowhere. */
  readonly override?: { readonly url: string; readonly token: string };
  readonly onView: (view: GatewayView) => void;
  readonly onSessions: (change: SessionsChange) => void;
  /** Told every secret before it is used, so that a log can leave it out. */
  readonly onSecret?: (secret: string) => void;
  readonly timings?: Partial<GatewayTimings>;
  /** What the gateway is asked for, by default to read and to write. */
  readonly scopes?: readonly string[];
  readonly sockets?: SocketTable;
}

/** The panel's one link to its gateway. Nothing here throws; what happens shows in the view. */
export interface GatewayLink {
  readonly view: () => GatewayView;
  readonly sessions: () => readonly SessionView[];
  /** One attempt at once, unless one is under way or the link is whole. */
  retry(): void;
  connect(): void;
  /** Stays away until `connect` or `retry`. */
  disconnect(): void;
  /** The address or token of the settings changed. */
  reconfigured(): void;
  /** Settles when the socket is gone; twice is safe. */
  close(): Promise<void>;
}

/** Opens the link; it starts to look for the gateway at once. */
export const openGatewayLink = (deps: GatewayLinkDeps): GatewayLink => {
  const { clock, log, override } = deps;
  const timings = { ...gatewayTimings, ...deps.timings };
  const sockets = deps.sockets ?? systemSocketTable();
  const closing = new AbortController();
  const view = new ViewKeeper(clock, deps.onView);
  const sync = new SessionSync({
    clock,
    timings,
    log,
    onChange: (change) => {
      // Whoever reads the sessions when the view changes must find the new ones.
      deps.onSessions(change);
      view.set({ sessionsReadAt: clock.now() });
    },
    onUnreadable: (why) => connection.unreadable(why),
  });
  const practiceIdentity = override === undefined ? null : newIdentity();
  const connection = new GatewayConnection({
    ...deps,
    scopes: deps.scopes ?? wantedScopes,
    timings,
    sockets,
    view,
    sync,
    tokens: override === undefined ? deps.tokens : noTokens,
    identityFor: (url) =>
      practiceIdentity === null ? loadIdentity(deps.home, url) : Promise.resolve(practiceIdentity),
    onSecret: deps.onSecret ?? (() => undefined),
    address: {
      env: deps.env,
      settingsUrl: deps.settingsUrl,
      settingsToken: deps.settingsToken,
      uid: sockets.uid,
      ...(override === undefined ? {} : { override }),
    },
  });
  const running = connection.run(closing.signal).catch((thrown: unknown) => {
    log.error('gateway.loop.ended', { error: String(thrown) });
  });
  return {
    view: () => view.view,
    sessions: () => sync.rows(),
    retry: () => connection.retry(),
    connect: () => connection.retry(),
    disconnect: () => connection.disconnect(),
    reconfigured: () => connection.reconfigured(),
    close: () => {
      closing.abort();
      return running;
    },
  };
};

const noTokens: TokenStore = {
  read: () => Promise.resolve(null),
  write: () => Promise.resolve(),
  clear: () => Promise.resolve(),
};
