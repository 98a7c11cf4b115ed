import { execFile } from 'node:child_process';

/**
 * What codex's sandbox (0.169.0, 0.171.0, bubblewrap) makes in a writable folder to mount over while
 * a tool command runs, and takes away afterwards, unless it is killed together with it.
 */
export const mountPoints: readonly string[] = ['.git', '.agents', '.codex', '.aws'];

/** How long a folder may take to answer; a share that is away takes for ever. */
const limitMs = 2_000;

// A shell of its own asks: a dead mount would hold one of the few threads that read all our files.
const inShell = (
  script: string,
  folder: string,
  names: readonly string[],
): Promise<string[] | null> =>
  new Promise((resolve) => {
    execFile(
      '/bin/sh',
      ['-c', `cd -- "$1" || exit 1; shift; ${script}`, 'sh', folder, ...names],
      { cwd: '/', env: {}, timeout: limitMs, killSignal: 'SIGKILL', maxBuffer: 4_096 },
      (error, stdout) => {
        resolve(error === null ? stdout.split('\n').filter((name) => name !== '') : null);
      },
    );
  });

const listScript = 'for n; do if [ -e "$n" ] || [ -L "$n" ]; then echo "$n"; fi; done';
// `rmdir` takes away what is an empty folder, and nothing else.
const clearScript = `for n; do rmdir -- "$n" 2>/dev/null; done; ${listScript}`;

/** Looks at, and clears, one folder. Null when it did not answer. */
export interface FolderEnds {
  /** Which of `names` are in it. */
  list(folder: string, names: readonly string[]): Promise<readonly string[] | null>;
  /** Takes away those of `names` that are empty folders; answers which are there still. */
  clear(folder: string, names: readonly string[]): Promise<readonly string[] | null>;
}

const realFolders: FolderEnds = {
  list: (folder, names) => inShell(listScript, folder, names),
  clear: (folder, names) => inShell(clearScript, folder, names),
};

interface Visited {
  stays: number;
  /** What was there before the first of them; null when that is not known. */
  readonly before: Promise<readonly string[] | null>;
}

/** One helper's time in a folder. */
export interface Stay {
  /**
   * Ends it once `gone` settles, when no process of it can be there. The last to leave takes away
   * what was left; answers the names that stay and were not there before. Never rejects.
   */
  leave(gone: Promise<void>): Promise<readonly string[]>;
}

/**
 * What a killed sandbox leaves in the folders that helpers work in. A folder is cleared only when no
 * helper is in it: to take away what another one's sandbox is mounted over would open that sandbox.
 */
export class Litter {
  readonly #folders: FolderEnds;
  readonly #visited = new Map<string, Visited>();
  readonly #clearing = new Map<string, Promise<unknown>>();
  readonly #leaving = new Set<Promise<unknown>>();

  constructor(folders: FolderEnds = realFolders) {
    this.#folders = folders;
  }

  /** Notes what is in a folder (absolute) before a helper works there; never rejects. */
  async enter(folder: string): Promise<Stay> {
    const known = this.#visited.get(folder);
    const visited = known ?? { stays: 0, before: this.#before(folder) };
    visited.stays += 1;
    this.#visited.set(folder, visited);
    await visited.before;
    return {
      leave: (gone) => {
        const leaving = gone.then(() => this.#leave(folder, visited));
        this.#leaving.add(leaving);
        void leaving.then(() => this.#leaving.delete(leaving));
        return leaving;
      },
    };
  }

  /** Settles when whoever is leaving has left. */
  async settled(): Promise<void> {
    await Promise.all(this.#leaving);
  }

  async #before(folder: string): Promise<readonly string[] | null> {
    await this.#clearing.get(folder);
    return this.#folders.list(folder, mountPoints);
  }

  async #leave(folder: string, visited: Visited): Promise<readonly string[]> {
    visited.stays -= 1;
    if (visited.stays > 0) return [];
    this.#visited.delete(folder);
    const clearing = this.#clear(folder, visited);
    this.#clearing.set(folder, clearing);
    const left = await clearing;
    if (this.#clearing.get(folder) === clearing) this.#clearing.delete(folder);
    return left;
  }

  async #clear(folder: string, visited: Visited): Promise<readonly string[]> {
    const before = await visited.before;
    if (before === null) return [];
    const fresh = mountPoints.filter((name) => !before.includes(name));
    return (await this.#folders.clear(folder, fresh)) ?? [];
  }
}
