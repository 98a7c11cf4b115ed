import * as v from 'valibot';

import type { Log } from '../../base/log.ts';
import { KeyedFile, type KeyedFileParts } from '../keyed-file.ts';
import { nothingObserved, observe, type Observed, type Sighting } from './observed.ts';

/** What was observed of every credential, by id, across restarts. No secret is in it. */
export class CredentialLedger {
  readonly #observed: Map<string, Observed>;
  readonly #save: (observed: ReadonlyMap<string, Observed>) => void;

  constructor(
    observed: ReadonlyMap<string, Observed>,
    save: (observed: ReadonlyMap<string, Observed>) => void,
  ) {
    this.#observed = new Map(observed);
    this.#save = save;
  }

  of(id: string): Observed {
    return this.#observed.get(id) ?? nothingObserved;
  }

  /** Takes note of what was seen of a generation while `current` is in use; true when it counts. */
  saw(id: string, current: number, seen: number, sighting: Sighting): boolean {
    const before = this.of(id);
    const after = observe(before, current, seen, sighting);
    if (after === before) return false;
    this.#note(id, after);
    return true;
  }

  /**
   * Counts a new secret or sign-in, and answers its generation: greater than `current`, the one in
   * use, and than any before. `print` is the fingerprint of a key.
   */
  begin(id: string, current: number, print: string | null = null): number {
    const before = this.of(id);
    const generation = Math.max(before.generation, current) + 1;
    this.#note(id, { ...before, generation, print, limit: null });
    return generation;
  }

  /**
   * Forgets what was seen. The number stays, so that a helper of a removed generation never matches
   * a later one.
   */
  forget(id: string): void {
    this.#note(id, { ...nothingObserved, generation: this.of(id).generation });
  }

  #note(id: string, observed: Observed): void {
    this.#observed.set(id, observed);
    this.#save(this.#observed);
  }
}

const time = v.nullable(v.pipe(v.number(), v.finite()));
const generation = v.pipe(v.number(), v.integer(), v.minValue(0));

const ObservedSchema = v.object({
  generation,
  print: v.optional(v.nullable(v.string()), null),
  lastWorkedAt: time,
  lastWorkedBy: v.nullable(v.string()),
  workedGeneration: generation,
  lastRefusedAt: time,
  lastRefusedBy: v.nullable(v.string()),
  // Older files have neither a print nor the code nor the time of a limit.
  lastRefusedCode: v.optional(v.nullable(v.string()), null),
  refusedGeneration: generation,
  limit: v.nullable(v.object({ opensAt: time, at: v.optional(time, null) })),
});

/** Keeps what was observed of credentials in one file; the newest wins, a full disk costs only it. */
export class ObservedFile extends KeyedFile<Observed> {
  constructor(
    path: string,
    log: Log,
    more: Pick<KeyedFileParts<Observed>, 'write' | 'onSetAside' | 'clock'> = {},
  ) {
    super({ path, member: 'credentials', entry: ObservedSchema, log, ...more });
  }
}
