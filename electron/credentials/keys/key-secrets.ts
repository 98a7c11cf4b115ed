import { createHmac, randomBytes } from 'node:crypto';

import type { Failure } from '../../../shared/failure.ts';
import { failed, ok, type Reply } from '../../../shared/result.ts';
import type { Grant, Renewal } from '../../codex/client.ts';
import type { HeldFacts, SecretHolder } from '../secret-holder.ts';
import type { Vault } from '../vault/vault.ts';
import { plainDeclared } from '../verdicts/credential-state.ts';

interface KeySecretsDeps {
  readonly vault: Pick<
    Vault,
    'read' | 'write' | 'remove' | 'storeOf' | 'hasFailed' | 'hasUnstored' | 'isOutOfReach'
  >;
  /** False where secrets are meant to last until quit only, as in practice. */
  readonly toBeKept: boolean;
  /** A secret is held but could not be stored: it lasts until quit. */
  readonly onNotStored: (id: string, why: Failure) => void;
  /** Everything that could not be stored is. */
  readonly onAllStored?: () => void;
}

const named = (id: string): string => `credential-${id}`;

/** API keys and bearer tokens, in the vault. */
export class KeySecrets implements SecretHolder {
  readonly #deps: KeySecretsDeps;

  constructor(deps: KeySecretsDeps) {
    this.#deps = deps;
  }

  has(id: string): boolean {
    return this.#deps.vault.read(named(id)) !== null;
  }

  /** The key itself; null when none is at hand. */
  read(id: string): string | null {
    return this.#deps.vault.read(named(id));
  }

  grant(id: string): Promise<Grant | null> {
    const secret = this.#deps.vault.read(named(id));
    return Promise.resolve(secret === null ? null : { kind: 'api-key', secret });
  }

  /** A key is never renewed. */
  renew(): Promise<Renewal> {
    return Promise.resolve({ kind: 'none' });
  }

  facts(id: string): HeldFacts {
    const { vault } = this.#deps;
    // One that is out of reach is in the password store all the same.
    const isHeld = this.has(id);
    const store = !isHeld && vault.isOutOfReach(named(id)) ? 'keyring' : vault.storeOf(named(id));
    const { generation: _, ...declared } = plainDeclared(0);
    const storeFailed = vault.hasFailed(named(id));
    return {
      declared: { ...declared, stored: !this.#deps.toBeKept || store !== 'memory', storeFailed },
      store,
      signIn: null,
      acts: !isHeld
        ? ['set-key', 'remove']
        : ['set-key', ...(storeFailed ? (['store-again'] as const) : []), 'check', 'remove'],
    };
  }

  /** Holds the secret at once; settles when it is stored, or cannot be. */
  async hold(id: string, secret: string): Promise<void> {
    const kept = await this.#deps.vault.write(named(id), secret);
    if (kept.failure !== null) this.#deps.onNotStored(id, kept.failure);
  }

  /** Stores what could not be stored before; null when there is nothing of that kind. */
  async storeAgain(id: string): Promise<Reply<null> | null> {
    const secret = this.#deps.vault.read(named(id));
    if (secret === null || !this.#deps.vault.hasFailed(named(id))) return null;
    const kept = await this.#deps.vault.write(named(id), secret);
    if (kept.failure !== null) return failed(kept.failure);
    if (!this.#deps.vault.hasUnstored) this.#deps.onAllStored?.();
    return ok(null);
  }

  forget(id: string): Promise<void> {
    return this.#deps.vault.remove(named(id));
  }
}

const printOf = (secret: string, salt: string): string =>
  `${salt}:${createHmac('sha256', salt).update(secret).digest('hex').slice(0, 16)}`;

/** A fingerprint of a secret, each with a salt of its own: it tells the secret again, and not what it is. */
export const secretPrint = {
  of: (secret: string): string => printOf(secret, randomBytes(8).toString('hex')),
  /** True when it was made of that very secret. */
  matches: (print: string, secret: string): boolean =>
    printOf(secret, print.split(':')[0] ?? '') === print,
} as const;
