import * as v from 'valibot';

import type { SignInFlow } from '../../../shared/credential.ts';

/** A way to sign in that the gateway offers for a provider; `choice` names it to `models.authLogin`. */
export interface ModelLogin {
  readonly choice: string;
  readonly flow: SignInFlow;
}

/** One key or sign-in of a provider; a gateway changes between them by itself. */
export interface ModelProfile {
  readonly id: string;
  /** Whose it is, when that is told; else its id. */
  readonly name: string;
  readonly kind: 'key' | 'sign-in';
  readonly says: string;
  readonly endsAt: number | null;
  /** A key that can be taken out, so that a new one takes its place. */
  readonly replaceable: boolean;
}

/** What a gateway says of its sign-in to one model provider. */
export interface ModelProvider {
  readonly provider: string;
  readonly name: string;
  /** `ok`, `expiring`, `expired`, `missing` or `static`; `static` is a key without a known end. */
  readonly says: string;
  /** Epoch ms; null when no end is known. */
  readonly endsAt: number | null;
  readonly kind: 'key' | 'sign-in';
  /** Who or where: the profiles, or the place of the key; null when that is not told. */
  readonly account: string | null;
  readonly profiles: readonly ModelProfile[];
  readonly takesKey: boolean;
  readonly logins: readonly ModelLogin[];
}

/** An answer of `models.authStatus`; `unavailable` while the gateway prepares it. */
export type ModelStatus =
  | { readonly kind: 'told'; readonly providers: readonly ModelProvider[] }
  | { readonly kind: 'unavailable' };

const text = v.optional(v.nullable(v.string()), null);

const ExpirySchema = v.object({ at: v.pipe(v.number(), v.finite()) });

const ProfileSchema = v.object({
  profileId: v.pipe(v.string(), v.minLength(1)),
  type: v.optional(v.string(), ''),
  status: v.optional(v.string(), ''),
  expiry: v.optional(v.nullable(ExpirySchema), null),
  logoutSupported: v.optional(v.boolean(), false),
  externallyManaged: v.optional(v.boolean(), false),
  email: text,
});

const ProviderSchema = v.object({
  provider: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  authProvider: text,
  displayName: text,
  status: v.string(),
  expiry: v.optional(v.nullable(ExpirySchema), null),
  profiles: v.optional(v.array(ProfileSchema), []),
  apiKey: v.optional(v.nullable(v.object({ source: v.string(), envVar: text })), null),
});

const CapabilitySchema = v.object({
  provider: v.string(),
  apiKeySupported: v.optional(v.boolean(), false),
  loginOptions: v.optional(v.array(v.object({ id: v.string(), kind: v.string() })), []),
});

const StatusSchema = v.object({
  providers: v.array(v.unknown()),
  providerCapabilities: v.optional(v.array(v.unknown()), []),
  unavailable: v.optional(v.unknown()),
});

type Told = v.InferOutput<typeof ProviderSchema>;
type Capability = v.InferOutput<typeof CapabilitySchema>;

const each = <T>(schema: v.GenericSchema<unknown, T>, values: readonly unknown[]): readonly T[] =>
  values.flatMap((value) => {
    const parsed = v.safeParse(schema, value);
    return parsed.success ? [parsed.output] : [];
  });

const flows: Readonly<Record<string, SignInFlow>> = { oauth: 'browser', 'device-code': 'device' };

const loginsOf = (capability: Capability | undefined): readonly ModelLogin[] =>
  (capability?.loginOptions ?? []).flatMap(({ id, kind }) => {
    const flow = flows[kind];
    return flow === undefined ? [] : [{ choice: id, flow }];
  });

const accountOf = ({ profiles, apiKey }: Told): string | null => {
  const names = profiles.map(({ profileId, email }) => email ?? profileId);
  if (names.length > 0) return names.join(', ');
  if (apiKey?.source === 'env') return apiKey.envVar ?? 'gateway environment';
  return apiKey === null ? null : 'gateway configuration';
};

const profilesOf = ({ profiles }: Told): readonly ModelProfile[] =>
  profiles.map(({ profileId, email, type, status, expiry, logoutSupported }) => ({
    id: profileId,
    name: email ?? profileId,
    kind: type === 'oauth' ? 'sign-in' : 'key',
    says: status,
    endsAt: expiry?.at ?? null,
    replaceable: type === 'api_key' && logoutSupported,
  }));

const providerOf = (told: Told, capability: Capability | undefined): ModelProvider => {
  const { provider, displayName, status, expiry, profiles } = told;
  const kind = profiles.some(({ type }) => type === 'oauth') ? 'sign-in' : 'key';
  const foreign = profiles.length > 0 && profiles.every((profile) => profile.externallyManaged);
  return {
    provider,
    name: displayName ?? provider,
    says: status,
    endsAt: expiry?.at ?? null,
    kind,
    account: accountOf(told),
    profiles: profilesOf(told),
    // A provider of one's own takes a key and is in no catalogue.
    takesKey: kind === 'key' && !foreign && capability?.apiKeySupported !== false,
    logins: foreign ? [] : loginsOf(capability),
  };
};

/**
 * Reads an answer of `models.authStatus` (openclaw 2026.9.6, gateway protocol 4); null when it is
 * none. Providers that cannot be understood are left out. Its words are the gateway's own and not
 * a provider's: a revoked key stays `static`.
 */
export const readModelStatus = (value: unknown): ModelStatus | null => {
  const parsed = v.safeParse(StatusSchema, value);
  if (!parsed.success) return null;
  const { providers, providerCapabilities, unavailable } = parsed.output;
  if (unavailable !== undefined) return { kind: 'unavailable' };
  const capabilities = new Map(
    each(CapabilitySchema, providerCapabilities).map((one) => [one.provider, one]),
  );
  return {
    kind: 'told',
    providers: each(ProviderSchema, providers).map((told) =>
      providerOf(told, capabilities.get(told.authProvider ?? told.provider)),
    ),
  };
};
