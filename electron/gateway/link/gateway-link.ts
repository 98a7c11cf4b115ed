import type { CredentialView, SecretStore } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { oneLine } from '../../../shared/format.ts';
import type { GatewayView, SessionsChange, SessionView } from '../../../shared/state.ts';
import type { Ambient } from '../../base/ambient.ts';
import { FolderLooks, type Looks } from '../../base/folder-look.ts';
import { OneAtATime } from '../../base/one-at-a-time.ts';
import { loadIdentity, newIdentity } from '../../wire/device-identity.ts';
import { type SocketTable, systemSocketTable } from '../address/listener-check.ts';
import { GatewayModels, type ModelActs } from '../models/gateway-models.ts';
import { SessionSync } from '../sessions/session-sync.ts';
import { type AdminOpening, openAdminSession } from './admin-session.ts';
import { type TokenStore, wantedScopes } from './connect.ts';
import { GatewayConnection } from './gateway-connection.ts';
import { OpeningSecrets } from './opening-secrets.ts';
import { gatewayTimings, type GatewayTimings } from './timings.ts';
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
  readonly ambient: Ambient;
  readonly version: string;
  /** Practice: this and nothing else, with a device key that is written nowhere. */
  readonly override?: { readonly url: string; readonly token: string };
  readonly onView: (view: GatewayView) => void;
  readonly onSessions: (change: SessionsChange) => void;
  /** The rows of the secrets that open the gateway and of its own sign-ins, after a change. */
  readonly onCredentials?: (rows: readonly CredentialView[]) => void;
  /** Told every secret before it is used, so that a log can leave it out. */
  readonly onSecret?: (secret: string) => void;
  readonly redact?: (text: string) => string;
  /** Where the token of an address is kept, and the one of this device for it. */
  readonly storeOf?: (what: 'gateway' | 'device', url: string) => SecretStore;
  readonly endsSoonMs?: () => number;
  /** Opens a page in the person's browser; false when there is none. */
  readonly openPage?: (url: string) => Promise<boolean>;
  readonly timings?: Partial<GatewayTimings>;
  /** About so many sessions are read; the rest is counted. */
  readonly maxSessions?: number;
  /** What the gateway is asked for, by default to read and to write. */
  readonly scopes?: readonly string[];
  readonly sockets?: SocketTable;
  /** How the files are reached that say where it is; the real way when left out. */
  readonly looks?: Pick<Looks, 'readFile' | 'resolve'>;
}

/** The panel's one link to its gateway. Nothing here throws; what happens shows in the view. */
export interface GatewayLink {
  readonly view: () => GatewayView;
  readonly sessions: () => readonly SessionView[];
  readonly credentials: () => readonly CredentialView[];
  /** What can be done with the gateway's own sign-ins. */
  readonly models: ModelActs;
  /** When a row of a credential may change though nothing happens (epoch ms). */
  changesAt(): number | null;
  /** Judges the rows of credentials anew. */
  refresh(): void;
  /** One attempt at once, unless one is under way or the link is whole; ends a `disconnect`. */
  tryNow(): void;
  /** Stays away until `tryNow`. */
  disconnect(): void;
  /** The address or token of the settings changed. */
  reconfigured(): void;
  /** Settles when the socket is gone; twice is safe. */
  close(): Promise<void>;
}

/** Opens the link; it starts to look for the gateway at once. */
export const openGatewayLink = (deps: GatewayLinkDeps): GatewayLink => {
  const { ambient, override } = deps;
  const { clock, log } = ambient;
  const timings = { ...gatewayTimings, ...deps.timings };
  const sockets = deps.sockets ?? systemSocketTable();
  const closing = new AbortController();
  const tell = (): void => deps.onCredentials?.([...opening.rows(), ...models.rows()]);
  const opening = new OpeningSecrets({
    now: () => clock.now(),
    storeOf: deps.storeOf ?? (() => 'none'),
    onRows: tell,
  });
  const redact = deps.redact ?? ((text) => text);
  const view = new ViewKeeper(
    clock,
    (next) => {
      deps.onView(next);
      opening.take(next);
    },
    redact,
  );
  const practiceIdentity = override === undefined ? null : newIdentity();
  const identityFor = (name: string) =>
    practiceIdentity === null ? loadIdentity(deps.home, name) : Promise.resolve(practiceIdentity);
  const onSecret = deps.onSecret ?? (() => undefined);
  const turns = new OneAtATime(clock);
  const models = new GatewayModels({
    ambient,
    turns,
    timings,
    endsSoonMs: deps.endsSoonMs ?? (() => 0),
    nameOf: (key) => sync.row(key)?.label ?? oneLine(key, 80),
    openAdmin: (onEvent, signal): Promise<AdminOpening> => {
      const address = connection.address();
      if (address === null) {
        const { url } = view.view;
        const cause = { kind: 'unreachable', reason: 'not-listening', target: url } as const;
        return Promise.resolve({ ok: false, failure: failure(cause) });
      }
      const identity =
        override === undefined ? (url: string) => identityFor(`${url}#admin`) : newOne;
      const { version } = deps;
      const { handshakeMs } = timings;
      return openAdminSession(
        address,
        { clock, version, handshakeMs, sockets, identityFor: identity, onSecret, onEvent },
        signal,
      );
    },
    openPage: deps.openPage ?? (() => Promise.resolve(false)),
    onSecret,
    redact,
    onRows: tell,
  });
  const sync = new SessionSync({
    ambient,
    turns,
    timings,
    redact,
    onChange: (change) => {
      // Whoever reads the sessions when the view changes must find the new ones.
      deps.onSessions(change);
      view.set({ sessionsReadAt: clock.now() });
    },
    onRead: (rows, notRead) => {
      models.sessions(rows);
      if (view.view.sessionsNotShown !== notRead) view.set({ sessionsNotShown: notRead });
    },
    ...(deps.maxSessions === undefined ? {} : { maxRows: deps.maxSessions }),
    onUnreadable: (why) => connection.unreadable(why),
  });
  const connection = new GatewayConnection({
    ...deps,
    scopes: deps.scopes ?? wantedScopes,
    timings,
    sockets,
    view,
    sync,
    models,
    tokens: override === undefined ? deps.tokens : noTokens,
    identityFor,
    onSecret,
    address: {
      env: deps.env,
      settingsUrl: deps.settingsUrl,
      settingsToken: deps.settingsToken,
      uid: sockets.uid,
      looks: deps.looks ?? new FolderLooks(),
      ...(override === undefined ? {} : { override }),
    },
  });
  const running = connection.run(closing.signal).catch((thrown: unknown) => {
    log.error('gateway.loop.ended', { error: String(thrown) });
  });
  return {
    view: () => view.view,
    sessions: () => sync.rows(),
    credentials: () => [...opening.rows(), ...models.rows()],
    models,
    changesAt: () => models.changesAt(),
    refresh: () => models.refresh(),
    tryNow: () => connection.tryNow(),
    disconnect: () => connection.disconnect(),
    reconfigured: () => connection.reconfigured(),
    close: async () => {
      await models.close();
      closing.abort();
      await running;
    },
  };
};

const newOne = () => Promise.resolve(newIdentity());

const noTokens: TokenStore = {
  read: () => Promise.resolve(null),
  write: () => Promise.resolve(),
  clear: () => Promise.resolve(),
};
