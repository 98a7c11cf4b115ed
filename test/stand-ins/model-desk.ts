import type { Clock } from '../../electron/base/clock.ts';

/** What a provider does with a key. */
export type KeyVerdict = 'good' | 'refused' | 'forbidden' | 'page' | 'limited';

/** A key or sign-in of a practice gateway. */
export interface DeskProfile {
  readonly profileId: string;
  readonly type: 'api_key' | 'oauth' | 'token';
  readonly key: string;
  /** Epoch ms; null when no end is known. */
  readonly expiresAt: number | null;
}

/** A way to sign in that is offered for a provider. */
export interface DeskLogin {
  readonly id: string;
  readonly kind: 'oauth' | 'device-code';
}

interface DeskProvider {
  /** A key in the configuration; null once a profile took its place. */
  readonly inline: string | null;
  readonly profiles: readonly DeskProfile[];
  readonly logins: readonly DeskLogin[];
}

export interface ModelDeskOptions {
  readonly clock: Clock;
  readonly verdict: (provider: string, key: string) => KeyVerdict;
  readonly onConfigChanged: () => void;
}

const cooldownMs = 30_000;

/**
 * The sign-ins to model providers of a practice gateway, as openclaw 2026.9.6 keeps them: what it
 * says of a key is its own word only, and a profile that was refused rests for 30 s, whatever key
 * is put into it meanwhile.
 */
export class ModelDesk {
  /** Answers `unavailable` in place of the truth this many times. */
  unavailable = 0;
  /** What comes with a key that is stored; null when all is well. */
  keyWarning: string | null = null;
  readonly #options: ModelDeskOptions;
  readonly #providers = new Map<string, DeskProvider>();
  readonly #cooling = new Map<string, number>();

  constructor(options: ModelDeskOptions) {
    this.#options = options;
  }

  /** Adds a provider, or replaces what is known of it. */
  put(provider: string, desk: Partial<DeskProvider>): void {
    const before = this.#providers.get(provider);
    const none = { inline: null, profiles: [], logins: [] };
    this.#providers.set(provider, { ...none, ...before, ...desk });
  }

  /** `models.authStatus`. */
  status(): unknown {
    const ts = this.#options.clock.now();
    if (this.unavailable > 0) {
      this.unavailable -= 1;
      const code = 'PREPARED_MODEL_AUTH_UNAVAILABLE';
      return { ts, providers: [], unavailable: { code, message: 'not prepared' } };
    }
    const all = [...this.#providers];
    return {
      ts,
      providers: all
        .filter(([, { inline, profiles }]) => inline !== null || profiles.length > 0)
        .map(([provider, desk]) => this.#told(provider, desk)),
      providerCapabilities: all
        .filter(([, { logins }]) => logins.length > 0)
        .map(([provider, { logins }]) => ({
          provider,
          apiKeySupported: true,
          loginOptions: logins.map((login) => ({ ...login, brandId: provider, label: provider })),
        })),
    };
  }

  /** What a turn of that provider meets; `resting` while its profile is in cooldown. */
  ask(provider: string): KeyVerdict | 'resting' {
    const { clock, verdict } = this.#options;
    const desk = this.#providers.get(provider);
    if (desk === undefined) return 'good';
    const [profile] = desk.profiles;
    const name = profile?.profileId ?? provider;
    if ((this.#cooling.get(name) ?? 0) > clock.now()) return 'resting';
    const met = verdict(provider, profile?.key ?? desk.inline ?? '');
    if (met !== 'good' && met !== 'limited') this.#cooling.set(name, clock.now() + cooldownMs);
    return met;
  }

  /** The profile that a turn of that provider uses; null when it has none. */
  profileInUse(provider: string): string | null {
    return this.#providers.get(provider)?.profiles[0]?.profileId ?? null;
  }

  /** `models.authSetApiKey`: the profile of the provider's manual key. */
  setKey(provider: string, key: string): string {
    const profileId = `${provider}:manual`;
    const others = (this.#providers.get(provider)?.profiles ?? []).filter(
      (profile) => profile.profileId !== profileId,
    );
    const made: DeskProfile = { profileId, type: 'api_key', key, expiresAt: null };
    this.put(provider, { inline: null, profiles: [made, ...others] });
    this.#options.onConfigChanged();
    return profileId;
  }

  /** `models.authLogout`: false when one of them is not there. */
  logOut(provider: string, profileIds: readonly string[]): boolean {
    const profiles = this.#providers.get(provider)?.profiles ?? [];
    const known = new Set(profiles.map(({ profileId }) => profileId));
    if (!profileIds.every((id) => known.has(id))) return false;
    this.put(provider, { profiles: profiles.filter((one) => !profileIds.includes(one.profileId)) });
    for (const id of profileIds) this.#cooling.delete(id);
    this.#options.onConfigChanged();
    return true;
  }

  /** What a finished sign-in leaves behind. */
  signedIn(provider: string, profile: DeskProfile): void {
    this.put(provider, { inline: null, profiles: [profile] });
    this.#cooling.delete(profile.profileId);
    this.#options.onConfigChanged();
  }

  /** True when one of the logins of any provider has that id. */
  loginOf(choice: string): { readonly provider: string; readonly login: DeskLogin } | null {
    for (const [provider, { logins }] of this.#providers) {
      const login = logins.find(({ id }) => id === choice);
      if (login !== undefined) return { provider, login };
    }
    return null;
  }

  #told(provider: string, { inline, profiles }: DeskProvider): unknown {
    const ends = profiles.flatMap(({ expiresAt }) => expiresAt ?? []);
    const end = ends.length === 0 ? null : Math.min(...ends);
    return {
      provider,
      authProvider: provider,
      displayName: provider,
      status: this.#word(end),
      ...(end === null ? {} : { expiry: this.#expiry(end) }),
      profiles: profiles.map(({ profileId, type, expiresAt }) => ({
        profileId,
        type,
        status: this.#word(expiresAt),
        source: 'saved',
        ...(expiresAt === null ? {} : { expiry: this.#expiry(expiresAt) }),
        logoutSupported: true,
      })),
      ...(inline === null ? {} : { apiKey: { source: 'config' } }),
    };
  }

  #word(end: number | null): string {
    if (end === null) return 'static';
    const left = end - this.#options.clock.now();
    if (left <= 0) return 'expired';
    return left < 86_400_000 ? 'expiring' : 'ok';
  }

  #expiry(at: number): unknown {
    const remainingMs = at - this.#options.clock.now();
    return { at, remainingMs, label: `${Math.round(remainingMs / 60_000)}m` };
  }
}
