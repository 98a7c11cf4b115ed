import { X509Certificate } from 'node:crypto';
import { join, resolve } from 'node:path';

import * as v from 'valibot';

import type { GatewaySecretKind } from '../../../shared/gateway-secret.ts';
import { type ConfigLooks, readThrough, SilentFile } from './config-files.ts';
import { endpointOf, gatewayUrl, isLoopbackHost } from './gateway-url.ts';
import {
  configLookup,
  type ConfigObject,
  type Env,
  expandHome,
  expandVariables,
  type Lookup,
  type OpenclawPaths,
  setting,
} from './openclaw-config.ts';
import { resolveSecret, type SecretOutcome } from './secret-input.ts';
import { readServiceEnvironment } from './service-environment.ts';

/** Where a gateway of openclaw.json is, and what it wants to be shown. */
export type ConfiguredGateway =
  | {
      readonly kind: 'found';
      readonly url: string;
      readonly secretKind: GatewaySecretKind;
      readonly secret: SecretOutcome;
      readonly secretSource: 'openclaw.json' | 'environment';
      readonly tlsFingerprint: string | null;
      /** Files besides the configuration itself that were read for this. */
      readonly files: readonly string[];
    }
  /** `what` is a sentence for the person. */
  | { readonly kind: 'broken'; readonly what: string };

export const defaultPort = 18789;

const certificateBytes = 1024 * 1024;

const text = v.optional(v.string());
const SecretsSchema = { token: v.optional(v.unknown()), password: v.optional(v.unknown()) };
const GatewaySchema = v.object({
  mode: text,
  port: v.optional(v.union([v.number(), v.string()])),
  auth: v.optional(v.object({ mode: text, ...SecretsSchema }), {}),
  remote: v.optional(v.object({ url: text, tlsFingerprint: text, ...SecretsSchema }), {}),
  tls: v.optional(v.object({ enabled: v.optional(v.boolean(), false), certPath: text }), {}),
});
type Gateway = v.InferOutput<typeof GatewaySchema>;
const ConfigSchema = v.object({ gateway: v.optional(GatewaySchema, {}) });

/**
 * Reads the `gateway` section by the rules of openclaw 2026.9.6: `mode` remote names the address
 * and secret under `remote`; else it is 127.0.0.1 at OPENCLAW_GATEWAY_PORT or `port`, `auth.mode`
 * chooses between token and password, and where it names none the environment stands in, then
 * `remote` as long as that names no other address. What is set nowhere else may be set for the
 * gateway's service. Rejects with a `SilentFile` only.
 */
export const readLocalGateway = async (
  config: ConfigObject,
  paths: OpenclawPaths,
  env: Env,
  uid: number,
  looks: ConfigLooks,
): Promise<ConfiguredGateway> => {
  const parsed = v.safeParse(ConfigSchema, config);
  if (!parsed.success) {
    const where = v.getDotPath(parsed.issues[0]) ?? 'gateway';
    return { kind: 'broken', what: `${paths.configPath} has an unusable value at ${where}` };
  }
  const { gateway } = parsed.output;
  const files: string[] = [];
  const onFile = (path: string): void => void files.push(path);
  const read = (lookup: Lookup, notSetIn: readonly string[]): Promise<Unlisted> => {
    const context = { config, lookup, home: paths.home || null, uid, looks, onFile, notSetIn };
    const reading: Reading = {
      paths,
      env,
      lookup,
      looks,
      secretAt: (at, input) => resolveSecret(input, { ...context, at }),
      onFile,
    };
    return (gateway.mode === 'remote' ? readRemote : readLocal)(gateway, reading);
  };
  const listed = (found: Unlisted): ConfiguredGateway =>
    found.kind === 'found' ? { ...found, files: [...new Set(files)] } : found;
  const known = await configLookup(env, paths, config, looks);
  const unset = new Set<string>();
  const found = await read((name) => {
    const value = known(name);
    if (value === null) unset.add(name);
    return value;
  }, []);
  if (unset.size === 0) return listed(found);
  // The gateway may have it from its service, whose environment a panel of the desktop does not share.
  const service = await readServiceEnvironment(env, paths, looks);
  files.push(...service.files);
  return listed(
    await read((name) => known(name) ?? setting(service.variables, name), service.files),
  );
};

interface Reading {
  readonly paths: OpenclawPaths;
  readonly env: Env;
  readonly lookup: Lookup;
  readonly looks: ConfigLooks;
  readonly secretAt: (at: string, input: unknown) => Promise<SecretOutcome>;
  readonly onFile: (path: string) => void;
}

type Found = Extract<ConfiguredGateway, { kind: 'found' }>;
type Unlisted = Omit<Found, 'files'> | Extract<ConfiguredGateway, { kind: 'broken' }>;

const readRemote = async (
  { remote }: Gateway,
  { paths, lookup, secretAt }: Reading,
): Promise<Unlisted> => {
  const named = expandVariables(remote.url ?? '', lookup);
  const url = named.kind === 'text' ? gatewayUrl(named.text) : null;
  if (url === null) {
    return { kind: 'broken', what: `${paths.configPath} has no usable gateway.remote.url` };
  }
  const usesToken = remote.token !== undefined || remote.password === undefined;
  const secretKind = usesToken ? 'token' : 'password';
  const secret = await secretAt(`gateway.remote.${secretKind}`, remote[secretKind]);
  const tlsFingerprint = url.startsWith('wss:') ? (remote.tlsFingerprint ?? null) : null;
  return {
    kind: 'found',
    url,
    secretKind,
    secret,
    secretSource: 'openclaw.json',
    tlsFingerprint,
  };
};

const readLocal = async (
  { port: configured, auth, tls, remote }: Gateway,
  { paths, env, lookup, looks, secretAt, onFile }: Reading,
): Promise<Unlisted> => {
  const named = expandVariables(String(configured ?? defaultPort), lookup);
  const port = Number(
    setting(env, 'OPENCLAW_GATEWAY_PORT') ?? (named.kind === 'text' && named.text),
  );
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return { kind: 'broken', what: `${paths.configPath} has no usable gateway.port` };
  }
  const url = `${tls.enabled ? 'wss' : 'ws'}://127.0.0.1:${port}`;
  const secretKind = secretKindOf(auth, lookup);
  const certificate = certificatePath(tls.certPath, paths);
  if (tls.enabled) onFile(certificate);
  const tlsFingerprint = tls.enabled ? await certificatePin(certificate, looks) : null;
  const withSecret = (
    secret: SecretOutcome,
    secretSource: 'openclaw.json' | 'environment' = 'openclaw.json',
  ): Unlisted => ({
    kind: 'found',
    url,
    secretKind,
    secret,
    secretSource,
    tlsFingerprint,
  });
  if (auth.mode === 'none') return withSecret({ kind: 'absent' });
  const own = await secretAt(`gateway.auth.${secretKind}`, auth[secretKind]);
  if (own.kind !== 'absent') return withSecret(own);
  const variable = `OPENCLAW_GATEWAY_${secretKind.toUpperCase()}`;
  const fromEnv = lookup(variable);
  if (fromEnv !== null) {
    const isOurs = setting(env, variable) !== null;
    return withSecret({ kind: 'value', value: fromEnv }, isOurs ? 'environment' : 'openclaw.json');
  }
  // The secret under `remote` is for the address beside it.
  if (!leadsTo(url, remote.url, lookup)) return withSecret({ kind: 'absent' });
  return withSecret(await secretAt(`gateway.remote.${secretKind}`, remote[secretKind]));
};

/** Whether an address of the configuration is the local gateway; one that is not set says nothing else. */
const leadsTo = (local: string, configured: string | undefined, lookup: Lookup): boolean => {
  if (configured === undefined || configured === '') return true;
  const named = expandVariables(configured, lookup);
  const url = named.kind === 'text' ? gatewayUrl(named.text) : null;
  if (url === null || new URL(url).protocol !== new URL(local).protocol) return false;
  const { host, port } = endpointOf(url);
  return isLoopbackHost(host) && port === endpointOf(local).port;
};

const secretKindOf = (auth: Gateway['auth'], lookup: Lookup): GatewaySecretKind => {
  if (auth.mode === 'password' || auth.mode === 'trusted-proxy') return 'password';
  if (auth.mode !== undefined || auth.token !== undefined) return 'token';
  if (auth.password !== undefined) return 'password';
  const onlyPassword =
    lookup('OPENCLAW_GATEWAY_TOKEN') === null && lookup('OPENCLAW_GATEWAY_PASSWORD') !== null;
  return onlyPassword ? 'password' : 'token';
};

const certificatePath = (named: string | undefined, paths: OpenclawPaths): string => {
  const path = named === undefined ? null : expandHome(named, paths.home || null);
  return path === null
    ? join(paths.stateDir, 'gateway', 'tls', 'gateway-cert.pem')
    : resolve(paths.stateDir, path);
};

/**
 * SHA-256 fingerprint of the first certificate in a PEM file, in hex without colons; null when
 * there is none, and then the system's authorities decide.
 */
const certificatePin = async (path: string, looks: ConfigLooks): Promise<string | null> => {
  try {
    const { fingerprint256 } = new X509Certificate(
      await readThrough(looks, { path, maxBytes: certificateBytes }),
    );
    return fingerprint256.replaceAll(':', '').toLowerCase();
  } catch (thrown) {
    if (thrown instanceof SilentFile) throw thrown;
    return null;
  }
};
