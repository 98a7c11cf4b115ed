import { failure, type Failure } from '../../../shared/failure.ts';
import { readGatewayAddress } from '../../../shared/gateway-address.ts';
import type { GatewaySecretKind } from '../../../shared/gateway-secret.ts';
import type { AddressSource, TokenSource } from '../../../shared/state.ts';
import type { Log } from '../../base/log.ts';
import { gatewayUrl } from './gateway-url.ts';
import { type ConfigLooks, SilentFile } from './config-files.ts';
import { defaultPort, readLocalGateway } from './local-gateway.ts';
import {
  dotenvPath,
  type Env,
  type OpenclawPaths,
  openclawPaths,
  readConfigFile,
  setting,
} from './openclaw-config.ts';

/** A token or password with the source that names both it and the address it may go to. */
export interface SharedSecret {
  readonly kind: GatewaySecretKind;
  readonly value: string;
  readonly source: Exclude<TokenSource, 'device' | 'none'>;
}

/** Where to connect, and what may be shown there. */
export interface GatewayAddress {
  readonly url: string;
  readonly source: AddressSource;
  readonly configPath: string | null;
  readonly secret: SharedSecret | null;
  /** What the gateway lets in by, as its own configuration or the environment says; else a token. */
  readonly secretKind: GatewaySecretKind;
  /** Why the secret that the source names cannot be had; a sentence, null when that is no trouble. */
  readonly secretProblem: string | null;
  /** Why there is no address to try; nothing is dialled then. */
  readonly problem: Failure | null;
  /** The problem is a file that does not answer: it may again, and nothing tells of it. */
  readonly isSilent: boolean;
  readonly tlsFingerprint: string | null;
  /** Files whose change may change this answer. */
  readonly files: readonly string[];
}

export interface AddressDeps {
  readonly env: Env;
  readonly settingsUrl: () => string | null;
  readonly settingsToken: () => Promise<string | null>;
  readonly override?: { readonly url: string; readonly token: string };
  readonly uid: number;
  readonly looks: ConfigLooks;
}

/** Finds the address and says whether it leads elsewhere than before. Never rejects. */
export class AddressFinder {
  readonly #deps: AddressDeps;
  readonly #log: Log;

  constructor(deps: AddressDeps, log: Log) {
    this.#deps = deps;
    this.#log = log;
  }

  /** The vault behind the settings' token may fail; that is said, and a click tries again. */
  async find(): Promise<GatewayAddress> {
    try {
      return await findAddress(this.#deps);
    } catch (thrown) {
      this.#log.error('gateway.address.threw', { error: String(thrown) });
      const what = 'the gateway token of the settings cannot be read';
      const problem = failure({ kind: 'misconfigured', what }, String(thrown));
      const withoutToken = { ...this.#deps, settingsToken: () => Promise.resolve(null) };
      const found = await findAddress(withoutToken).catch(() => ({
        ...plain,
        url: defaultUrl(this.#deps.env),
        source: 'default' as const,
      }));
      return { ...found, problem };
    }
  }

  /**
   * Whether it is another gateway now, or another proof for it, than what was tried; not while a file
   * does not answer that would say so.
   */
  async hasMoved(tried: GatewayAddress | null): Promise<boolean> {
    const found = await this.find();
    return !found.isSilent && identityOf(found) !== identityOf(tried);
  }
}

const identityOf = (address: GatewayAddress | null): string =>
  JSON.stringify([
    address?.url,
    address?.secret?.value,
    address?.secretKind,
    address?.secretProblem,
    address?.problem,
    address?.tlsFingerprint,
  ]);

/**
 * Finds the address, in this order: settings, OPENCLAW_GATEWAY_URL, openclaw.json, the default
 * ws://127.0.0.1:18789. A secret is paired with an address only when its own source names that
 * address; the environment's token without a URL means the local gateway, as in OpenClaw itself.
 */
export const findAddress = async (deps: AddressDeps): Promise<GatewayAddress> => {
  if (deps.override !== undefined) {
    const { url, token } = deps.override;
    return { ...plain, url, source: 'practice', secret: sameSecret(token, 'token', 'practice') };
  }
  const rest = await withoutSettings(deps);
  const wanted = deps.settingsUrl();
  if (wanted === null) return rest;
  const url = gatewayUrl(wanted);
  if (url === null) {
    const problem = misconfigured('the address in the settings is not a ws:// or wss:// address');
    return { ...plain, url: defaultUrl(deps.env), source: 'settings', problem };
  }
  const given = await deps.settingsToken();
  if (rest.url === url && rest.problem === null) {
    const own = sameSecret(given, rest.secretKind, 'settings');
    return { ...rest, source: 'settings', secret: own ?? rest.secret };
  }
  const secret = sameSecret(given, 'token', 'settings');
  return { ...plain, url, source: 'settings', secret, files: rest.files };
};

const withoutSettings = async (deps: AddressDeps): Promise<GatewayAddress> => {
  const { env } = deps;
  const named = setting(env, 'OPENCLAW_GATEWAY_URL');
  const local = await fromConfig(deps);
  if (named === null) return local;
  const url = gatewayUrl(named);
  if (url === null) {
    const problem = misconfigured('OPENCLAW_GATEWAY_URL is not a ws:// or wss:// address');
    return { ...plain, url: defaultUrl(env), source: 'environment', problem };
  }
  if (local.url === url && local.problem === null) {
    const own = environmentSecret(env, local.secretKind) ?? carried(named, local.secretKind);
    return { ...local, source: 'environment', secret: own ?? local.secret };
  }
  const { secret, secretKind } = anySecret(env);
  const own = secret ?? carried(named, 'token');
  return { ...plain, url, source: 'environment', secret: own, secretKind, files: local.files };
};

const fromConfig = async (deps: AddressDeps): Promise<GatewayAddress> => {
  const { env } = deps;
  const paths = openclawPaths(env);
  const fallback: GatewayAddress = { ...plain, url: defaultUrl(env), source: 'default' };
  if (paths === null) return { ...fallback, ...anySecret(env) };
  try {
    return await fromFiles(paths, fallback, deps);
  } catch (thrown) {
    if (!(thrown instanceof SilentFile)) throw thrown;
    const { configPath } = paths;
    const problem = misconfigured(thrown.message);
    const files = [configPath, dotenvPath(paths)];
    return { ...fallback, source: 'openclaw.json', configPath, files, problem, isSilent: true };
  }
};

const fromFiles = async (
  paths: OpenclawPaths,
  fallback: GatewayAddress,
  { env, uid, looks }: AddressDeps,
): Promise<GatewayAddress> => {
  const { configPath } = paths;
  const roots = (setting(env, 'OPENCLAW_INCLUDE_ROOTS') ?? '').split(':').filter(Boolean);
  const read = await readConfigFile(configPath, ['gateway', 'secrets', 'env'], roots, looks);
  const files = [...(read.kind === 'absent' ? [configPath] : read.files), dotenvPath(paths)];
  if (read.kind === 'absent') return { ...fallback, ...anySecret(env), files };

  const found: GatewayAddress = { ...fallback, source: 'openclaw.json', configPath, files };
  if (read.kind === 'broken') return { ...found, problem: misconfigured(read.what) };
  const gateway = await readLocalGateway(read.value, paths, env, uid, looks);
  if (gateway.kind === 'broken') return { ...found, problem: misconfigured(gateway.what) };
  const { secret } = gateway;
  return {
    ...found,
    url: gateway.url,
    secret:
      secret.kind === 'value'
        ? { kind: gateway.secretKind, value: secret.value, source: gateway.secretSource }
        : null,
    secretKind: gateway.secretKind,
    secretProblem: secret.kind === 'unreadable' ? secret.what : null,
    tlsFingerprint: gateway.tlsFingerprint,
    files: [...files, ...gateway.files],
  };
};

const defaultUrl = (env: Env): string => {
  const port = Number(setting(env, 'OPENCLAW_GATEWAY_PORT') ?? defaultPort);
  const usable = Number.isInteger(port) && port > 0 && port < 65_536;
  return `ws://127.0.0.1:${usable ? port : defaultPort}`;
};

const plain = {
  configPath: null,
  secret: null,
  secretKind: 'token',
  secretProblem: null,
  problem: null,
  isSilent: false,
  tlsFingerprint: null,
  files: [],
} satisfies Partial<GatewayAddress>;

const misconfigured = (what: string): Failure => failure({ kind: 'misconfigured', what }, what);

const sameSecret = (
  value: string | null,
  kind: SharedSecret['kind'],
  source: SharedSecret['source'],
): SharedSecret | null => (value === null ? null : { kind, value, source });

const environmentSecret = (env: Env, kind: GatewaySecretKind): SharedSecret | null =>
  sameSecret(setting(env, `OPENCLAW_GATEWAY_${kind.toUpperCase()}`), kind, 'environment');

/** The secret within an address, as the dashboard's has it. */
const carried = (address: string, kind: GatewaySecretKind): SharedSecret | null =>
  sameSecret(readGatewayAddress(address)?.secret ?? null, kind, 'environment');

/** Where no configuration says what the gateway lets in by. */
const anySecret = (env: Env): Pick<GatewayAddress, 'secret' | 'secretKind'> => {
  const secret = environmentSecret(env, 'token') ?? environmentSecret(env, 'password');
  return { secret, secretKind: secret?.kind ?? 'token' };
};
