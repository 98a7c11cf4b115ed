import type { Failure } from './failure.ts';

/** The eight states of a credential's row. */
export type CredentialState =
  | { readonly phase: 'good'; readonly lastWorkedAt: number }
  | { readonly phase: 'renewing'; readonly since: number }
  | { readonly phase: 'ends-soon'; readonly endsAt: number }
  | {
      readonly phase: 'needs-sign-in';
      /** When the provider refused it; null when no secret was set yet. */
      readonly refusedAt: number | null;
      /** Helpers that wait for it. */
      readonly waiting: number;
      /** How many of those go on by themselves once it works; the others ask. */
      readonly continuing: number;
    }
  | { readonly phase: 'limited'; readonly opensAt: number | null }
  | { readonly phase: 'refused-by-gateway'; readonly refusedAt: number }
  | { readonly phase: 'not-checked' }
  /** `failed`: there is a password store, and it, or the disk, did not take the secret. */
  | { readonly phase: 'cannot-store'; readonly failed?: true };

/**
 * Where a secret is kept: the desktop's password store, memory until quit, a 0600 file because the
 * person chose it, a codex home that is not ours, or the gateway's own store.
 */
export type SecretStore = 'keyring' | 'memory' | 'file' | 'codex-home' | 'gateway' | 'none';

/**
 * `api-key` and `account` are ours; `gateway-token` or `gateway-password` and `device-token` open the
 * gateway; the two `gateway-model-` kinds belong to the gateway's own model providers (`models.authStatus`).
 */
export type CredentialKind =
  | 'api-key'
  | 'account'
  | 'gateway-token'
  | 'gateway-password'
  | 'device-token'
  | 'gateway-model-key'
  | 'gateway-model-sign-in';

/** What a credential says of itself. */
export interface DeclaredView {
  /** Who it belongs to: a mail address, a profile of the gateway, the device; null when unknown. */
  readonly account: string | null;
  readonly plan: string | null;
  /** Epoch ms; null when it has no end, or none that is known. */
  readonly endsAt: number | null;
  readonly canRenew: boolean;
  /** The gateway's own word for it (`ok`, `expired`, `static`); null where nobody else speaks. */
  readonly gatewaySays: string | null;
}

/** Where what is declared and what was observed disagree, or what a person should know of it. */
export type CredentialFinding =
  /** Said to be over, yet it worked afterwards: nothing to do. */
  | { readonly kind: 'works-though-ended'; readonly workedAt: number }
  /** Said to be good, yet the provider refuses it: the provider is believed. */
  | { readonly kind: 'refused-though-good'; readonly refusedAt: number }
  /** The sign-in is another one than helpers hold: signed in elsewhere, as someone else. */
  | { readonly kind: 'changed-elsewhere'; readonly at: number }
  /**
   * A new key could not be stored in the gateway, whose old one is out (false: perhaps); it is kept
   * in memory only, until `store-again` or quit.
   */
  | { readonly kind: 'key-not-stored'; readonly at: number; readonly oldIsOut: boolean }
  /** The gateway stored a new key and gave a warning with it. */
  | { readonly kind: 'stored-with-warning'; readonly at: number; readonly words: string };

/** One of several keys or sign-ins of a provider, between which the gateway changes by itself. */
export interface CredentialProfile {
  readonly name: string;
  readonly kind: 'key' | 'sign-in';
  /** The gateway's own word for it. */
  readonly says: string;
  readonly endsAt: number | null;
  /** What it met when it was last checked; null when it was not. */
  readonly met: {
    /** `auth-failed`: refused, or not allowed; the gateway has one word for both. */
    readonly what: 'worked' | 'auth-failed' | 'limited' | 'unknown';
    readonly at: number;
  } | null;
}

/** How a sign-in is done. */
export type SignInFlow = 'browser' | 'device';

/** A sign-in that is under way, or how the last one ended. Nothing secret is in it. */
export type SignInView =
  /** Another sign-in is under way: of ours in the browser, or of anybody at the gateway. */
  | { readonly phase: 'queued'; readonly flow: SignInFlow; readonly behind: string }
  | { readonly phase: 'starting'; readonly flow: SignInFlow; readonly since: number }
  | {
      readonly phase: 'browser';
      readonly since: number;
      readonly endsAt: number;
      /** False when no browser could be opened: the address has to be copied. */
      readonly opened: boolean;
    }
  | {
      readonly phase: 'device';
      readonly since: number;
      readonly endsAt: number;
      readonly verificationUrl: string;
      readonly userCode: string;
      /** `slow-down`: it took the place of a code that ended because too much was asked for it. */
      readonly pace: 'pending' | 'slow-down';
      readonly opened: boolean;
    }
  /** The page's time or the code is over; a new code is asked for in place. */
  | {
      readonly phase: 'expired';
      readonly flow: SignInFlow;
      /** Epoch ms: the issuer wants to be asked less often, so that nothing is asked before. */
      readonly pausedUntil?: number;
    }
  /** The person said no at the issuer. */
  | { readonly phase: 'denied'; readonly flow: SignInFlow; readonly words: string }
  /** Port 1455 is held by a process that is not ours: only a device code can work. */
  | { readonly phase: 'port-taken'; readonly pid: number | null; readonly program: string | null }
  | { readonly phase: 'failed'; readonly flow: SignInFlow; readonly failure: Failure }
  /** A question of the gateway's own sign-in (`wizard.next`). */
  | { readonly phase: 'wizard'; readonly step: WizardStep }
  | { readonly phase: 'done'; readonly at: number };

/** One step of the gateway's sign-in wizard, as it is to be shown. */
export interface WizardStep {
  readonly id: string;
  readonly type: 'note' | 'progress' | 'text' | 'confirm' | 'select' | 'multiselect';
  readonly title: string | null;
  readonly message: string;
  /** A page that belongs to it; `credentials.sign-in-open` opens it. */
  readonly url: string | null;
  /** True when what is typed must not be shown. */
  readonly sensitive: boolean;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface CredentialView {
  readonly id: string;
  readonly version: number;
  readonly label: string;
  readonly provider: string;
  readonly kind: CredentialKind;
  /** 0 while no secret is at hand; grows with each new secret or sign-in. */
  readonly generation: number;
  readonly store: SecretStore;
  /** Where the next sign-in is kept: the person chose another place than the present one's. */
  readonly nextStore?: 'keyring' | 'file';
  readonly state: CredentialState;
  readonly declared: DeclaredView;
  readonly lastWorkedAt: number | null;
  readonly lastWorkedBy: string | null;
  readonly lastRefusedAt: number | null;
  readonly lastRefusedBy: string | null;
  /** The code behind the last refusal; null when none was told. */
  readonly lastRefusedCode: string | null;
  readonly finding: CredentialFinding | null;
  readonly signIn: SignInView | null;
  /** Left out where there is one at most: the row is about all of them together. */
  readonly profiles?: readonly CredentialProfile[];
  /** What can be done with it here; the view offers nothing else. */
  readonly acts: readonly CredentialAct[];
}

/**
 * `set-key` asks for a key or token; `store-again` (`credentials.check`) stores one that could not
 * be stored; `sign-in` opens a browser or the gateway's own sign-in, by the kind; `pair` tries the gateway once more; the two `keep-` say where a sign-in stays on quit.
 */
export type CredentialAct =
  | 'set-key'
  | 'store-again'
  | 'sign-in'
  | 'sign-out'
  | 'check'
  | 'pair'
  | 'remove'
  | 'keep-in-file'
  | 'keep-in-keyring';

/**
 * The desktop's password store, as asked over D-Bus and proven by a round trip; practice asks none,
 * and keeps its keys in memory.
 */
export type Keyring =
  | { readonly phase: 'asking' }
  | { readonly phase: 'unlocked'; readonly backend: string }
  | { readonly phase: 'locked' }
  | { readonly phase: 'none'; readonly why: string }
  | { readonly phase: 'practice' };

/** A secret that is in the password store, which cannot be read now: nothing is sent with it. */
export const isLockedAway = ({
  kind,
  generation,
  store,
}: Pick<CredentialView, 'kind' | 'generation' | 'store'>): boolean =>
  (kind === 'api-key' || kind === 'account') && generation === 0 && store === 'keyring';

/** True for a key that is typed in; the other kinds are signed in or paired. */
export const isKey = (kind: CredentialKind): boolean =>
  kind === 'api-key' || kind === 'gateway-model-key' || isGatewaySecret(kind);

/** True for the secret that everybody shows who opens the gateway. */
export const isGatewaySecret = (kind: CredentialKind): boolean =>
  kind === 'gateway-token' || kind === 'gateway-password';

/** True for what the gateway's own sessions sign in with. */
export const isOfModels = (kind: CredentialKind): boolean =>
  kind === 'gateway-model-key' || kind === 'gateway-model-sign-in';
