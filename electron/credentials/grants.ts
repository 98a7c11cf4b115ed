import type { Grant, Renewal } from '../codex/client.ts';

/** What a request is sent with, apart from the generation: whose credential, and where it goes. */
export interface CredentialUse {
  readonly credentialId: string;
  /** Name of the provider, as a person would say it. */
  readonly provider: string;
  /** Base address of the provider: two that share a credential are refused apart. */
  readonly target: string;
}

/** A secret to sign in with, and which of its credential's secrets it is. */
export interface Granted {
  readonly grant: Grant;
  readonly generation: number;
}

/** What helpers may ask of the credentials, and what they report back. */
export interface CredentialGrants {
  /** What to sign in with, and its generation; null when there is nothing. */
  grant(credentialId: string): Promise<Granted | null>;
  /** Another access token than `held`, of the same generation. Never rejects. */
  renew(credentialId: string, held: string): Promise<Renewal>;
  /** 0 while no secret is at hand. */
  generation(credentialId: string): number;
  /** True when that is because the password store, in which there is one, cannot be read. */
  isLockedAway(credentialId: string): boolean;
  /** False once the current generation was refused. */
  usable(credentialId: string): boolean;
  /** `by` names the helper and `code` what the failure was decided from, for the credential's row. */
  refused(credentialId: string, generation: number, by: string, code?: string | null): void;
  worked(credentialId: string, generation: number, by: string): void;
  /** A limit of the provider is reached; `opensAt` in epoch ms, null when it was not said. */
  limited(credentialId: string, generation: number, opensAt: number | null): void;
}
