import * as v from 'valibot';

import type { SignInFlow } from '../../../shared/credential.ts';
import { cutText } from '../../../shared/format.ts';
import { finite, firstOf, shortText, shortTextOrNull, wholeText } from '../../base/bounded.ts';

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

/** More than a gateway has, and few enough to be shown. */
const most = { providers: 200, profiles: 50, logins: 20 } as const;

const text = shortTextOrNull(128);
const word = shortText(64);

const ExpirySchema = v.object({ at: finite });

const ProfileSchema = v.object({
  profileId: wholeText(256),
  type: v.optional(word, ''),
  status: v.optional(word, ''),
  expiry: v.optional(v.nullable(ExpirySchema), null),
  logoutSupported: v.optional(v.boolean(), false),
  externallyManaged: v.optional(v.boolean(), false),
  email: text,
});

const ProviderSchema = v.object({
  provider: wholeText(100),
  authProvider: text,
  displayName: text,
  status: word,
  expiry: v.optional(v.nullable(ExpirySchema), null),
  profiles: v.optional(firstOf(ProfileSchema, most.profiles), []),
  apiKey: v.optional(v.nullable(v.object({ source: word, envVar: text })), null),
});

const CapabilitySchema = v.object({
  provider: wholeText(100),
  apiKeySupported: v.optional(v.boolean(), false),
  loginOptions: v.optional(
    firstOf(v.object({ id: wholeText(256), kind: v.string() }), most.logins),
    [],
  ),
});

const StatusSchema = v.object({
  providers: firstOf(v.unknown(), most.providers),
  providerCapabilities: v.optional(firstOf(v.unknown(), most.providers), []),
  unavailable: v.optional(v.unknown()),
});

type Told = v.InferOutput<typeof ProviderSchema>;
type Capability = v.InferOutput<typeof CapabilitySchema>;

const each = <T>(schema: v.GenericSchema<unknown, T>, values: readonly unknown[]): readonly T[] =>
  values.flatMap((value) => {
    const parsed = v.safeParse(schema, value);
    return parsed.success ? [parsed.output] : [];
  });

const flows: ReadonlyMap<string, SignInFlow> = new Map([
  ['oauth', 'browser'],
  ['device-code', 'device'],
]);

const loginsOf = (capability: Capability | undefined): readonly ModelLogin[] =>
  (capability?.loginOptions ?? []).flatMap(({ id, kind }) => {
    const flow = flows.get(kind);
    return flow === undefined ? [] : [{ choice: id, flow }];
  });

const accountOf = ({ profiles, apiKey }: Told): string | null => {
  const names = profiles.map(({ profileId, email }) => email ?? profileId);
  if (names.length > 0) return cutText(names.join(', '), 256);
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
