import type { AccountRecord } from '../../../shared/settings.ts';
import type { LoginEnd } from '../../codex/account-server.ts';
import type { KeyringReach } from './keyring-reach.ts';
import type { AccountPlace } from './open-account.ts';
import { signInFailure } from '../sign-in/sign-in-end.ts';

/**
 * Decides where the next sign-in of an account is kept: where the person wants it, else until quit.
 * A password store that did not take one is not tried for the next one.
 */
export class SignInPlaces {
  readonly #keyring: KeyringReach;
  readonly #failed = new Set<string>();

  constructor(keyring: KeyringReach) {
    this.#keyring = keyring;
  }

  async next({ id, keep }: AccountRecord): Promise<Exclude<AccountPlace, 'codex'>> {
    if (keep === 'file') return 'file';
    return !this.#failed.has(id) && (await this.#keyring.look()) ? 'keyring' : 'ephemeral';
  }

  /** True while a sign-in of it is in memory only because the password store did not take one. */
  hasFailed(id: string): boolean {
    return this.#failed.has(id);
  }

  /** How a sign-in ended that was to be kept there. */
  ended(id: string, place: AccountPlace, { success, words }: LoginEnd): void {
    if (place !== 'keyring') return;
    if (!success && signInFailure(words, '').kind === 'storage') this.#failed.add(id);
  }

  /** The person says anew where it is to be kept, or it is gone: the password store is tried again. */
  forget(id: string): void {
    this.#failed.delete(id);
  }
}
