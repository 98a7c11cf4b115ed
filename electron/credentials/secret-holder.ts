import type { CredentialAct, SecretStore, SignInView } from '../../shared/credential.ts';
import type { Grant, Renewal } from '../codex/client.ts';
import type { Declared } from './verdicts/credential-state.ts';

/** What a credential is now, apart from what was observed of it. */
export interface HeldFacts {
  readonly declared: Omit<Declared, 'generation'>;
  readonly store: SecretStore;
  /** Where the next one is kept, when that is another place; left out when it is not. */
  readonly nextStore?: 'keyring' | 'file';
  readonly signIn: SignInView | null;
  readonly acts: readonly CredentialAct[];
}

/** Whoever holds the secrets of one kind of credential; `id` is that of its record. */
export interface SecretHolder {
  /** True while a secret is at hand. */
  has(id: string): boolean;
  /** What a helper signs in with; null when nothing is at hand. May throw a FailureError. */
  grant(id: string): Promise<Grant | null>;
  /** Never rejects. */
  renew(id: string, held: string): Promise<Renewal>;
  facts(id: string): HeldFacts;
  /** Lets the secret go, everywhere. Never rejects. */
  forget(id: string): Promise<void>;
}
