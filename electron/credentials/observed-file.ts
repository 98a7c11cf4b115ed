import { readFile, rename } from 'node:fs/promises';
import * as v from 'valibot';
import type { Log } from '../log.ts';
import { replaceFile, type ReplaceFile } from '../replace-file.ts';
import type { Observed } from './observed.ts';

const time = v.nullable(v.pipe(v.number(), v.finite()));
const generation = v.pipe(v.number(), v.integer(), v.minValue(0));

const ObservedSchema = v.object({
  generation,
  lastWorkedAt: time,
  lastWorkedBy: v.nullable(v.string()),
  workedGeneration: generation,
  lastRefusedAt: time,
  lastRefusedBy: v.nullable(v.string()),
  // Files of version 0.1 have neither the code nor the time of a limit.
  lastRefusedCode: v.optional(v.nullable(v.string()), null),
  refusedGeneration: generation,
  limit: v.nullable(v.object({ opensAt: time, at: v.optional(time, null) })),
});

const FileSchema = v.object({ v: v.literal(1), credentials: v.record(v.string(), v.unknown()) });

/** Keeps what was observed of credentials in one file; the newest wins, a full disk costs only it. */
export class ObservedFile {
  readonly #path: string;
  readonly #log: Log;
  readonly #write: ReplaceFile;
  #wanted: string | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, log: Log, write: ReplaceFile = replaceFile) {
    this.#path = path;
    this.#log = log;
    this.#write = write;
  }

  /** What is stored, bad entries left out. A file that is none is kept as `<path>.broken`. */
  async load(): Promise<ReadonlyMap<string, Observed>> {
    const known = new Map<string, Observed>();
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch {
      return known;
    }
    try {
      const { credentials } = v.parse(FileSchema, JSON.parse(text));
      for (const [id, stored] of Object.entries(credentials)) {
        const parsed = v.safeParse(ObservedSchema, stored);
        if (parsed.success) known.set(id, parsed.output);
      }
    } catch (error) {
      this.#log.error('observed credentials not readable', { error });
      await rename(this.#path, `${this.#path}.broken`).catch(() => undefined);
    }
    return known;
  }

  /** Stores all of it soon. */
  save(known: ReadonlyMap<string, Observed>): void {
    const idle = this.#wanted === null;
    this.#wanted = JSON.stringify({ v: 1, credentials: Object.fromEntries(known) });
    if (idle) this.#writing = this.#writing.then(() => this.#flush());
  }

  /** Settles when the newest is stored. Never rejects. */
  async close(): Promise<void> {
    await this.#writing;
  }

  async #flush(): Promise<void> {
    const text = this.#wanted;
    this.#wanted = null;
    if (text === null) return;
    try {
      await this.#write(this.#path, text);
    } catch (error) {
      this.#log.error('observed credentials not stored', { error });
    }
  }
}
