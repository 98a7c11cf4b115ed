import * as v from 'valibot';

import { FailureSchema } from '../../../shared/failure.ts';

const text = v.string();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const time = v.nullable(v.number());
const texts = v.array(text);

const StateSchema = v.variant('phase', [
  v.object({ phase: v.picklist(['queued', 'starting', 'ready', 'stopping']) }),
  v.object({ phase: v.literal('running'), since: v.number() }),
  v.object({ phase: v.literal('waiting-for-sign-in'), failure: FailureSchema, processUntil: time }),
  v.object({ phase: v.picklist(['completed', 'cancelled']) }),
  v.object({ phase: v.literal('failed'), failure: FailureSchema }),
]);

const SampleSchema = v.object({
  at: v.number(),
  connId: v.nullable(text),
  bootId: v.nullable(text),
  sessionsTotal: count,
  sessionsRunning: texts,
  sessionsFailed: v.exactOptional(texts),
  helpersTotal: count,
  helpersAlive: texts,
  helpersDied: v.exactOptional(texts),
});

/** A helper as it is read back from a file. */
export const ViewSchema = v.object({
  id: text,
  version: count,
  name: text,
  templateId: text,
  templateName: text,
  model: text,
  provider: text,
  state: StateSchema,
  prompt: text,
  cwd: text,
  sandbox: v.picklist(['read-only', 'workspace-write']),
  approvals: v.picklist(['never', 'on-request', 'untrusted']),
  isolated: v.boolean(),
  spawnedBy: v.nullable(text),
  clientId: v.nullable(text),
  pid: v.nullable(count),
  bounds: v.exactOptional(
    v.variant('kind', [
      v.object({ kind: v.literal('scope'), memory: v.nullable(count), tasks: v.nullable(count) }),
      v.object({
        kind: v.literal('process'),
        memory: v.nullable(count),
        // A record of before has none.
        niceness: v.optional(v.nullable(v.number()), null),
      }),
    ]),
  ),
  credentialId: text,
  credentialGeneration: count,
  queuedAt: v.number(),
  startedAt: time,
  firstDeltaAt: time,
  refusedAt: time,
  failedAt: time,
  endedAt: time,
  activity: text,
  timeline: v.array(
    v.object({
      at: v.number(),
      tone: v.picklist(['neutral', 'ok', 'work', 'attention', 'fail']),
      text,
    }),
  ),
  outputLength: count,
  toolsRun: count,
  promptsSent: count,
  totalTokens: v.nullable(v.number()),
  blastRadius: v.nullable(
    v.object({
      before: SampleSchema,
      after: SampleSchema,
      same: v.boolean(),
      changed: texts,
      rows: v.array(v.object({ what: text, before: text, after: text, same: v.boolean() })),
    }),
  ),
  fromHistory: v.boolean(),
});
