import type { Renewal } from '../codex/client.ts';
import type { CredentialGrants, Granted } from '../credentials/grants.ts';

/** Keys that are no keys: any id has one, each is refused alone, and nothing of it is kept. */
export class DisposableCredentials implements CredentialGrants {
  readonly #secret: string;
  readonly #refused = new Set<string>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  grant(): Promise<Granted> {
    return Promise.resolve({ grant: { kind: 'api-key', secret: this.#secret }, generation: 1 });
  }

  renew(): Promise<Renewal> {
    return Promise.resolve({ kind: 'none' });
  }

  generation(): number {
    return 1;
  }

  isLockedAway(): boolean {
    return false;
  }

  usable(credentialId: string): boolean {
    return !this.#refused.has(credentialId);
  }

  refused(credentialId: string): void {
    this.#refused.add(credentialId);
  }

  /** As if nobody had refused it. */
  forget(credentialId: string): void {
    this.#refused.delete(credentialId);
  }

  worked(): void {
    // Nobody asks.
  }

  limited(): void {
    // Nobody asks.
  }
}
