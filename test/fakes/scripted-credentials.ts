import type { Renewal } from '../../electron/codex/client.ts';
import type { CredentialGrants, Granted } from '../../electron/credentials/grants.ts';
import { granted } from './key-credential.ts';

interface Kept {
  readonly secret: string;
  readonly generation: number;
}

/** Credentials with a breaker per generation, in memory, that remember what they were told. */
export class ScriptedCredentials implements CredentialGrants {
  readonly #kept = new Map<string, Kept>();
  readonly #refused = new Set<string>();
  readonly refusals: string[] = [];
  readonly successes: string[] = [];
  readonly limits: string[] = [];
  /** Ids of those that are in a password store which is locked. */
  readonly lockedAway = new Set<string>();

  /** Sets a secret: a new generation. */
  set(credentialId: string, secret: string): void {
    const generation = this.generation(credentialId) + 1;
    this.#kept.set(credentialId, { secret, generation });
  }

  grant(credentialId: string): Promise<Granted | null> {
    const kept = this.#kept.get(credentialId);
    if (kept === undefined || this.lockedAway.has(credentialId)) return Promise.resolve(null);
    const { secret, generation } = kept;
    return Promise.resolve(granted(generation, secret));
  }

  renew(): Promise<Renewal> {
    return Promise.resolve({ kind: 'none' });
  }

  generation(credentialId: string): number {
    return this.isLockedAway(credentialId) ? 0 : (this.#kept.get(credentialId)?.generation ?? 0);
  }

  isLockedAway(credentialId: string): boolean {
    return this.lockedAway.has(credentialId);
  }

  usable(credentialId: string): boolean {
    const generation = this.generation(credentialId);
    return generation > 0 && !this.#refused.has(`${credentialId} ${generation}`);
  }

  refused(credentialId: string, generation: number, by: string): void {
    this.#refused.add(`${credentialId} ${generation}`);
    this.refusals.push(`${credentialId} ${generation} ${by}`);
  }

  /** A check found that the current generation works after all. */
  clear(credentialId: string): void {
    this.#refused.delete(`${credentialId} ${this.generation(credentialId)}`);
  }

  worked(credentialId: string, generation: number, by: string): void {
    this.successes.push(`${credentialId} ${generation} ${by}`);
  }

  limited(credentialId: string, generation: number, opensAt: number | null): void {
    this.limits.push(`${credentialId} ${generation} ${opensAt ?? 'unknown'}`);
  }
}
