import * as v from 'valibot';
import type { Log } from '../../base/log.ts';
import type { ReplaceFile } from '../../base/files.ts';
import { KeyedFile } from './keyed-file.ts';
import type { Observed } from './observed.ts';

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
  constructor(path: string, log: Log, write?: ReplaceFile) {
    const parts = { path, member: 'credentials', entry: ObservedSchema, log };
    super(write === undefined ? parts : { ...parts, write });
  }
}
