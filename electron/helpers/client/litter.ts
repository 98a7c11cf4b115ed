import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import * as v from 'valibot';

import type { FolderEnds } from '../../base/folder-look.ts';
import { readRegularFile, replaceFile } from '../../base/files.ts';
import type { Log } from '../../base/log.ts';
import { placesIn } from '../../base/paths.ts';

/**
 * What codex's sandbox (0.169.0, 0.171.0, bubblewrap) makes in a writable folder to mount over while
 * a tool command runs, and takes away afterwards, unless it is killed together with it.
 */
export const mountPoints = ['.git', '.agents', '.codex', '.aws'] as const;

interface Visited {
  stays: number;
  /** `before`, once it is known. */
  known: readonly string[] | null;
  /** What was there before the first of them; null when that is not known. */
  readonly before: Promise<readonly string[] | null>;
}

/** By folder, what of `mountPoints` was there before the first helper came. */
const NotesSchema = v.record(v.string(), v.array(v.picklist(mountPoints)));
type Notes = v.InferOutput<typeof NotesSchema>;

const notesBytes = 1024 * 1024;

/** Where it is written which folders are visited, for the start after one that did not end well. */
export interface LitterNotes {
  readonly file: string;
  readonly log: Log;
}

/** The notes of the helpers of a home. */
export const notesIn = (home: string, log: Log): LitterNotes => ({
  file: placesIn(home).visitedFolders,
  log,
});

const readNotes = async ({ file }: LitterNotes): Promise<Notes> => {
  try {
    const text = (await readRegularFile(file, notesBytes)).toString('utf8');
    return v.parse(NotesSchema, JSON.parse(text));
  } catch {
    // There is none, or none that says anything.
    return {};
  }
};

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

  readonly #notes: LitterNotes | null;
  /** Those of the run before that are not cleared yet. */
  readonly #old = new Map<string, readonly string[]>();
  #gone: Promise<unknown> = Promise.resolve();
  #opened: Promise<void> = Promise.resolve();
  #writing: Promise<void> = Promise.resolve();

  constructor(folders: FolderEnds, notes: LitterNotes | null = null) {
    this.#folders = folders;
    this.#notes = notes;
  }

  /**
   * Clears the folders that a run left which did not end well, once `gone` settles, when no process
   * of it is left. Whoever enters one of them waits for that.
   */
  clearAfter(gone: Promise<unknown>): void {
    this.#gone = gone;
    if (this.#notes === null) return;
    this.#opened = readNotes(this.#notes).then((notes) => {
      for (const [folder, before] of Object.entries(notes)) {
        this.#old.set(folder, before);
        const clearing = gone.then(() => this.#clearOld(folder, before));
        this.#clearing.set(folder, clearing);
        this.#leaving.add(clearing);
        void clearing.then(() => this.#leaving.delete(clearing));
      }
    });
  }

  /** Notes what is in a folder (absolute) before a helper works there; never rejects. */
  async enter(folder: string): Promise<Stay> {
    const known = this.#visited.get(folder);
    const visited = known ?? { stays: 0, known: null, before: this.#before(folder) };
    visited.stays += 1;
    this.#visited.set(folder, visited);
    visited.known = await visited.before;
    // Before anything runs there: a killed app writes nothing any more.
    await this.#note();
    return {
      leave: (gone) => {
        const leaving = gone.then(() => this.#leave(folder, visited));
        this.#leaving.add(leaving);
        void leaving.then(() => this.#leaving.delete(leaving));
        return leaving;
      },
    };
  }

  /** Settles when whoever is leaving has left, and what an earlier run left is gone. */
  async settled(): Promise<void> {
    await this.#gone;
    await this.#opened;
    await Promise.all(this.#leaving);
    await this.#writing;
  }

  async #clearOld(folder: string, before: readonly string[]): Promise<void> {
    const fresh = mountPoints.filter((name) => !before.includes(name));
    const left = await this.#folders.clear(folder, fresh);
    this.#notes?.log.info('litter.cleared', { folder, left });
    this.#clearing.delete(folder);
    // One that did not answer stays noted, for the start after this one.
    if (left !== null) this.#old.delete(folder);
    await this.#note();
  }

  /** Writes down what is visited now, one at a time. Never rejects. */
  #note(): Promise<void> {
    const notes = this.#notes;
    if (notes === null) return this.#writing;
    this.#writing = this.#writing.then(async () => {
      const all: [string, readonly string[]][] = [...this.#old];
      for (const [folder, { known }] of this.#visited) {
        if (known !== null) all.push([folder, known]);
      }
      try {
        await mkdir(dirname(notes.file), { recursive: true, mode: 0o700 });
        await replaceFile(notes.file, JSON.stringify(Object.fromEntries(all)));
      } catch (error) {
        notes.log.warn('litter.not-noted', { error: String(error) });
      }
    });
    return this.#writing;
  }

  async #before(folder: string): Promise<readonly string[] | null> {
    await this.#opened;
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
    await this.#note();
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
