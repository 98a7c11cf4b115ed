import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { childPath } from '../../base/files.ts';
import { storageFailure } from '../../base/errors.ts';
import { placesIn } from '../../base/paths.ts';
import { processIdentity } from './process-identity.ts';

/** Name of the file that says whose compartment a folder is. */
export const ownerFile = 'owner.json';

/** Folder under BULKHEAD_HOME that holds all compartments. */
export const compartmentsIn = (home: string): string => placesIn(home).compartments;

interface Tenant {
  readonly pid: number;
  readonly identity: string;
}

const tenant = async (pid: number): Promise<Tenant | null> => {
  const identity = await processIdentity(pid);
  return identity === null ? null : { pid, identity };
};

/** One client's folder of its own: its CODEX_HOME and a note of who lives in it. */
export class Compartment {
  /** Own CODEX_HOME, mode 0700. */
  readonly codexHome: string;
  readonly #folder: string;
  readonly #appPid: number;

  private constructor(folder: string, appPid: number) {
    this.#folder = folder;
    this.#appPid = appPid;
    this.codexHome = path.join(folder, 'codex-home');
  }

  /** Makes `compartments/<id>` under BULKHEAD_HOME; throws a FailureError `storage`. */
  static async make(home: string, id: string, appPid: number): Promise<Compartment> {
    const made = new Compartment(childPath(compartmentsIn(home), id), appPid);
    try {
      await mkdir(compartmentsIn(home), { recursive: true, mode: 0o700 });
      await mkdir(made.#folder, { mode: 0o700 });
      await made.#note(null);
      await mkdir(made.codexHome, { mode: 0o700 });
    } catch (thrown) {
      await made.remove().catch(() => undefined);
      throw storageFailure("the helper's own folder", thrown);
    }
    return made;
  }

  /** Notes the process that lives here, so that a leftover can be told from a stranger later. */
  async inhabit(pid: number): Promise<void> {
    await this.#note(await tenant(pid)).catch((thrown: unknown) => {
      throw storageFailure("the note of the helper's process", thrown);
    });
  }

  /** Removes the folder with all that is in it. Twice is safe. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 });
  }

  async #note(codex: Tenant | null): Promise<void> {
    const owner = { v: 1, app: await tenant(this.#appPid), codex };
    await writeFile(path.join(this.#folder, ownerFile), JSON.stringify(owner), { mode: 0o600 });
  }
}
