import type { AccountRecord } from '../../../shared/settings.ts';
import type { LoginEnd } from '../../codex/account-server.ts';
import { signInFailure } from './sign-in-end.ts';

/** Where a sign-in is: with codex in one of its stores, or in the person's own codex home. */
export type AccountPlace = 'keyring' | 'file' | 'ephemeral' | 'codex';

export interface KeyringReachDeps {
  /** Whether codex can use the desktop's password store now. Never prompts, never rejects. */
  readonly ask: () => Promise<boolean>;
  /** Holds until it is asked. */
  readonly isOpen: boolean;
  /** It can be read again, or not any more. */
  readonly onChange: () => void;
}

/** Whether codex can read the desktop's password store, as it was when last asked. */
export class KeyringReach {
  readonly #deps: KeyringReachDeps;
  #isOpen: boolean;
  #asking: Promise<boolean> | null = null;

  constructor(deps: KeyringReachDeps) {
    this.#deps = deps;
    this.#isOpen = deps.isOpen;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Asks now, and answers it; however many ask at once, it is asked once. */
  look(): Promise<boolean> {
    this.#asking ??= this.#look().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #look(): Promise<boolean> {
    const isOpen = await this.#deps.ask();
    if (isOpen !== this.#isOpen) {
      this.#isOpen = isOpen;
      this.#deps.onChange();
    }
    return isOpen;
  }
}

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
