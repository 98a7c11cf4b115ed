import { readdir, rename, rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { failure, type Failure } from '../../../shared/failure.ts';
import type { Keyring, SecretStore } from '../../../shared/credential.ts';
import {
  childPath,
  isUnreadable,
  readRegularFile,
  replaceFile,
  type ReplaceFile,
} from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { makePrivateFolder } from '../../base/paths.ts';
import type { Redactor } from '../../base/redact.ts';
import { isReallyEncrypted, provenKeyring, type SecretBox } from './secret-box.ts';

/** Where a secret went, and why it did not go further; the secret itself is held either way. */
export interface Kept {
  readonly store: SecretStore;
  readonly failure: Failure | null;
}

export interface VaultDeps {
  /** One file per secret in here, made 0700. */
  readonly folder: string;
  readonly box: SecretBox;
  readonly log: Log;
  readonly redactor: Pick<Redactor, 'know'>;
  readonly now: () => number;
  readonly write?: ReplaceFile;
  /** The real one when left out. */
  readonly read?: typeof readRegularFile;
}

// The name is inside as well, so that a file moved to another name opens nothing.
const ContentSchema = v.strictObject({ v: v.literal(1), name: v.string(), secret: v.string() });

const suffix = '.secret';
/** Of one stored secret. */
const mostBytes = 256 * 1024;

interface Held {
  readonly secret: string;
  readonly store: SecretStore;
  /** The password store, or the disk, did not take it. */
  readonly failed?: true;
}

/**
 * Holds secrets by name (lower-case letters, digits, `.`, `_`, `-`): in memory, and encrypted on
 * disk when a password store has proven itself. Without one nothing is ever written.
 */
export class Vault {
  readonly #deps: VaultDeps;
  readonly #held = new Map<string, Held>();
  readonly #damaged: string[] = [];
  /** Names of what is stored and cannot be read, since the password store is not unlocked. */
  readonly #outOfReach = new Set<string>();
  #keyring: Keyring = { phase: 'asking' };
  /** Writes go one after the other: two of one name must not overlap. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: VaultDeps) {
    this.#deps = deps;
  }

  get keyring(): Keyring {
    return this.#keyring;
  }

  /** Names of secrets whose file could not be read; each file is kept beside as `.broken-<time>`. */
  get damaged(): readonly string[] {
    return this.#damaged;
  }

  /** Asks the password store and reads what is stored. Never rejects; call once, before the rest. */
  async open(): Promise<void> {
    this.#keyring = await provenKeyring(this.#deps.box);
    const { folder, log } = this.#deps;
    const isOpen = this.#keyring.phase === 'unlocked';
    try {
      if (isOpen) makePrivateFolder(folder);
      const names = await readdir(folder).catch((error: unknown) => {
        if (isOpen) throw error;
        return [];
      });
      for (const file of names.filter((name) => name.endsWith(suffix))) {
        this.#outOfReach.add(file.slice(0, -suffix.length));
      }
    } catch (error) {
      log.error('vault not readable', { error });
    }
    if (isOpen) await this.#readStored();
  }

  /**
   * Asks a password store again that was not unlocked. Once it is, what is stored can be read, and
   * what memory holds is stored as well. Answers whether the store is in another state than before.
   * Never rejects.
   */
  async look(): Promise<boolean> {
    const before = this.#keyring;
    if (before.phase === 'unlocked') return false;
    const keyring = await provenKeyring(this.#deps.box);
    if (isDeepStrictEqual(keyring, before)) return false;
    this.#keyring = keyring;
    if (keyring.phase !== 'unlocked') return true;
    await this.#inTurn(() => this.#readStored());
    for (const [name, { secret, store }] of [...this.#held]) {
      if (store === 'memory' && this.read(name) === secret) await this.write(name, secret);
    }
    return true;
  }

  read(name: string): string | null {
    return this.#held.get(name)?.secret ?? null;
  }

  /** Where the secret of that name is kept; `none` when there is none. */
  storeOf(name: string): SecretStore {
    return this.#held.get(name)?.store ?? 'none';
  }

  /** True while secrets are in the password store and that cannot be read. */
  get awaitsKeyring(): boolean {
    return this.#outOfReach.size > 0;
  }

  /** True for a secret that is stored and cannot be read: the password store is not unlocked. */
  isOutOfReach(name: string): boolean {
    return this.#outOfReach.has(name);
  }

  /** True for a secret that was to be stored and could not be: it is in memory only. */
  hasFailed(name: string): boolean {
    return this.#held.get(name)?.failed === true;
  }

  /** True while a secret was to be stored and could not be. */
  get hasUnstored(): boolean {
    return [...this.#held.values()].some(({ failed }) => failed === true);
  }

  /** Stores what could not be stored before; true when nothing of that kind is left. Never rejects. */
  async storeAgain(): Promise<boolean> {
    for (const [name, { secret, failed }] of [...this.#held]) {
      if (failed === true && this.read(name) === secret) await this.write(name, secret);
    }
    return !this.hasUnstored;
  }

  /** Reads what is stored and could not be read though the store is unlocked; true for news. */
  async readAgain(): Promise<boolean> {
    const before = this.#outOfReach.size;
    if (before === 0 || this.#keyring.phase !== 'unlocked') return false;
    await this.#inTurn(() => this.#readStored());
    return this.#outOfReach.size < before;
  }

  /** Holds the secret at once; settles when it is stored, or says why it is not. Never rejects. */
  async write(name: string, secret: string): Promise<Kept> {
    this.#deps.redactor.know(secret);
    this.#held.set(name, { secret, store: 'memory' });
    this.#outOfReach.delete(name);
    if (this.#keyring.phase !== 'unlocked') {
      await this.#inTurn(() => this.#drop(name));
      return { store: 'memory', failure: null };
    }
    return this.#inTurn(async () => {
      try {
        const content = JSON.stringify({ v: 1, name, secret });
        const bytes = this.#deps.box.encrypt(content);
        if (!isReallyEncrypted(bytes, secret))
          throw new Error('the password store did not encrypt');
        makePrivateFolder(this.#deps.folder);
        await (this.#deps.write ?? replaceFile)(this.#file(name), bytes);
      } catch (error) {
        this.#deps.log.error('secret not stored', { name, error });
        await this.#drop(name);
        if (this.read(name) === secret) {
          this.#held.set(name, { secret, store: 'memory', failed: true });
        }
        const detail = error instanceof Error ? error.message : String(error);
        return {
          store: 'memory',
          failure: failure({ kind: 'storage', what: 'a sign-in' }, detail),
        };
      }
      if (this.read(name) === secret) this.#held.set(name, { secret, store: 'keyring' });
      return { store: 'keyring', failure: null };
    });
  }

  /** Forgets a secret, in memory at once and then on disk. Never rejects. */
  async remove(name: string): Promise<void> {
    this.#held.delete(name);
    this.#outOfReach.delete(name);
    await this.#inTurn(() => this.#drop(name));
  }

  /** Settles when nothing is being written any more. */
  async close(): Promise<void> {
    await this.#last;
  }

  /** An older secret of that name must not come back at the next start. */
  async #drop(name: string): Promise<void> {
    try {
      await rm(this.#file(name), { force: true });
    } catch (error) {
      this.#deps.log.error('secret not removed', { name, error });
    }
  }

  #file(name: string): string {
    return childPath(this.#deps.folder, `${name}${suffix}`);
  }

  async #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(act);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  async #readStored(): Promise<void> {
    for (const name of [...this.#outOfReach]) await this.#load(name);
  }

  async #load(name: string): Promise<void> {
    const { box, log, redactor, now } = this.#deps;
    const path = this.#file(name);
    try {
      const content = v.parse(
        ContentSchema,
        JSON.parse(box.decrypt(await (this.#deps.read ?? readRegularFile)(path, mostBytes))),
      );
      if (content.name !== name) throw new Error('it belongs to another name');
      // It may have been forgotten, or another one given, while it could not be read.
      if (!this.#outOfReach.delete(name)) return;
      redactor.know(content.secret);
      this.#held.set(name, { secret: content.secret, store: 'keyring' });
    } catch (thrown) {
      // What was decrypted may be in the error: nothing of it goes to the log.
      log.error('a stored sign-in cannot be read', { name });
      // The file itself may be a good one: it is tried again, and stays where it is.
      if (!isUnreadable(thrown)) return;
      this.#outOfReach.delete(name);
      this.#damaged.push(name);
      await rename(path, `${path}.broken-${now()}`).catch((error: unknown) => {
        log.error('broken sign-in not put aside', { name, error });
      });
    }
  }
}
