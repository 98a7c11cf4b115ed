import * as v from 'valibot';

import { cutText } from '../../../shared/format.ts';
import type { SessionView } from '../../../shared/state.ts';
import { finiteOrNull, shortTextOrNull, wholeText } from '../../base/bounded.ts';

/** Greatest lengths of what is shown of a session. */
export const sessionLimits = { label: 256, error: 1_024 } as const;

// Cut once more when it has been redacted: what hides a secret is never cut off with half of it.
const text = shortTextOrNull(4 * sessionLimits.label);
const count = finiteOrNull;

const RowSchema = v.object({
  key: wholeText(1024),
  kind: text,
  label: text,
  displayName: text,
  derivedTitle: text,
  modelProvider: text,
  model: text,
  status: text,
  hasActiveRun: v.optional(v.boolean()),
  startedAt: count,
  endedAt: count,
  updatedAt: count,
  totalTokens: count,
  contextTokens: count,
  lastRunError: shortTextOrNull(4 * sessionLimits.error),
  parentSessionKey: v.fallback(v.optional(v.nullable(wholeText(1024)), null), null),
  spawnedWorkspaceDir: v.fallback(v.optional(v.nullable(wholeText(4096)), null), null),
  isMain: v.optional(v.boolean(), false),
  archived: v.optional(v.boolean(), false),
});

/** Sessions that a gateway makes for its own probes; they come and go with every check. */
export const isInternalSession = (key: string): boolean =>
  /^agent:[^:]+:internal-session-effects:/.test(key);

/** How the last run of a session ended, as its row remembers it. */
export interface EndedRun {
  readonly at: number;
  /** Of the session's next run, which need not be the one that ended. */
  readonly provider: string | null;
  readonly status: string | null;
  readonly error: string | null;
}

export interface SessionRow {
  readonly key: string;
  /** Null while it runs, and when it is not known. */
  readonly ended: EndedRun | null;
  /** Null when the session is not to be shown (any more). */
  readonly view: Omit<SessionView, 'revision'> | null;
}

/** Reads a row of `sessions.list` or `sessions.changed` (gateway protocol 4); null when it is none. */
export const readSessionRow = (value: unknown): SessionRow | null => {
  const parsed = v.safeParse(RowSchema, value);
  if (!parsed.success) return null;
  const row = parsed.output;
  if (row.archived || isInternalSession(row.key)) return { key: row.key, ended: null, view: null };
  const hasActiveRun = row.hasActiveRun ?? (row.status === 'running' || row.status === 'queued');
  return {
    key: row.key,
    ended:
      hasActiveRun || row.endedAt === null
        ? null
        : {
            at: row.endedAt,
            provider: row.modelProvider,
            status: row.status,
            error: row.lastRunError,
          },
    view: {
      key: row.key,
      label: labelOf(row),
      provider: short(row.modelProvider),
      model: short(row.model),
      status: statusOf(row.status, hasActiveRun),
      hasActiveRun,
      runStartedAt: hasActiveRun ? row.startedAt : null,
      updatedAt: row.updatedAt,
      totalTokens: row.totalTokens,
      contextTokens: row.contextTokens,
      lastError: row.lastRunError,
      parentKey: row.parentSessionKey,
      kind: short(row.kind),
      ...(row.spawnedWorkspaceDir === null ? {} : { workspace: row.spawnedWorkspaceDir }),
    },
  };
};

const statusOf = (status: string | null, hasActiveRun: boolean): SessionView['status'] => {
  if (hasActiveRun) return 'running';
  switch (status) {
    case 'done':
      return 'done';
    case 'failed':
    case 'killed':
    case 'timeout':
      return 'failed';
    default:
      return 'idle';
  }
};

const short = (told: string | null): string | null =>
  told === null ? null : cutText(told, sessionLimits.label);

/** A name for people: what it is called, else the part of its key after the agent. */
const labelOf = (row: v.InferOutput<typeof RowSchema>): string =>
  // The main session is known by its name; a title made from its first message would hide it.
  [row.label, row.displayName, row.isMain ? null : row.derivedTitle].find(
    (name) => name !== null && name !== '',
  ) ?? row.key.replace(/^agent:[^:]+:/, '');
