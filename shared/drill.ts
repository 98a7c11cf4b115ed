import type { Failure, FailureCause } from './failure.ts';
import type { BlastSample } from './state.ts';

/** What the drill breaks, in the order in which it does; each is a row of the table of faults. */
export const drillChecks = [
  'refused-sign-in',
  'limit-reached',
  'portal-page',
  'backslashes',
  'giant-error',
  'killed',
  'half-line',
  'old-version',
  'no-message',
  'giant-line',
  'deep-message',
  'invalid-text',
  'text-flood',
  'warning-flood',
  'question-flood',
  'stderr-flood',
  'memory',
  'disk',
  'grandchildren',
  'split-secret',
  'silent',
  'stalled',
  'frozen',
] as const;

export type DrillCheckName = (typeof drillChecks)[number];

/** How the helper of a check ended; null: it did not, within the time that it had. */
export type DrillEnd = 'completed' | 'parked' | 'cancelled' | FailureCause['kind'] | null;

/** What stands beside the drill's own helpers at a moment. */
export interface DrillSample {
  readonly beside: BlastSample;
  /** Completed handshakes of the link after its first one. */
  readonly reconnects: number;
}

/** What was measured around one check; times in ms. */
export interface DrillSeen {
  readonly end: DrillEnd;
  /** How it had to end. */
  readonly wanted: DrillEnd;
  readonly before: DrillSample;
  readonly after: DrillSample;
  /** Longest time that the app's own loop stood still by its own doing: not for want of a processor. */
  readonly stoodMs: number;
  /** Longest time that it waited for a processor; 0 where the system does not tell. */
  readonly waitedMs: number;
  /** How late processes beside it came back that do nothing else: that late was the machine. */
  readonly machineMs: number;
  /** How late the latest of a hundred pieces of the bystander's text came; null: none came. */
  readonly lateMs: number | null;
  readonly promptsSent: number;
  /** How often it was tried: what only came late is tried again, as a busy machine is late too. */
  readonly tries: number;
  readonly processesLeft: number;
  readonly filesLeft: number;
  /** Places in which the planted secret was found. */
  readonly secretsShown: number;
  /** What moved beside it, in words. */
  readonly moved: readonly string[];
}

/** What a check promises, and may find broken. */
export type DrillPromise =
  'end' | 'beside' | 'link' | 'main' | 'bystander' | 'prompt' | 'processes' | 'files' | 'secret';

export type DrillCheckState =
  | { readonly phase: 'to-do' }
  | { readonly phase: 'running'; readonly since: number }
  | { readonly phase: 'held'; readonly tookMs: number; readonly seen: DrillSeen }
  | {
      readonly phase: 'broke';
      readonly tookMs: number;
      readonly seen: DrillSeen;
      /** At least one. */
      readonly broken: readonly DrillPromise[];
    }
  /** The drill ended before it. */
  | { readonly phase: 'not-run' };

export interface DrillCheck {
  readonly name: DrillCheckName;
  readonly state: DrillCheckState;
}

/** The drill of this run of the app; times in epoch ms. */
export type DrillView =
  | { readonly phase: 'never' }
  | {
      readonly phase: 'running';
      readonly id: string;
      readonly startedAt: number;
      /** It was told to stop and clears away. */
      readonly isStopping: boolean;
      readonly checks: readonly DrillCheck[];
    }
  | {
      readonly phase: 'ended';
      readonly id: string;
      readonly startedAt: number;
      readonly endedAt: number;
      /** `late`: its time was over; `failed`: it could not be held at all, and `failure` says why. */
      readonly how: 'whole' | 'stopped' | 'late' | 'failed';
      readonly failure: Failure | null;
      readonly checks: readonly DrillCheck[];
      /** What was still there once all was cleared away. */
      readonly left: { readonly processes: number; readonly files: number };
    };

/** Drill limits in ms. */
export const drillLimits = {
  /** Of the app's own loop, beside what the machine was late. */
  stoodMs: 50,
  /** Of the bystander's text, beside what the machine was late. */
  lateMs: 250,
  /** Of the whole drill, before it is broken off; it is over within a minute. */
  wholeMs: 55_000,
} as const;

/** What a check found broken; empty when all that it promises held. Pure. */
export const brokenPromises = (seen: DrillSeen): readonly DrillPromise[] => {
  const { lateMs } = seen;
  const slack = 2 * seen.machineMs;
  const found: readonly (readonly [DrillPromise, boolean])[] = [
    ['end', seen.end !== seen.wanted],
    ['beside', seen.moved.length > 0],
    ['link', seen.after.reconnects !== seen.before.reconnects],
    ['main', seen.stoodMs > drillLimits.stoodMs + slack],
    ['bystander', lateMs === null || lateMs > drillLimits.lateMs + slack + seen.waitedMs],
    ['prompt', seen.promptsSent > 1],
    ['processes', seen.processesLeft > 0],
    ['files', seen.filesLeft > 0],
    ['secret', seen.secretsShown > 0],
  ];
  return found.filter(([, isBroken]) => isBroken).map(([promise]) => promise);
};

/** What a machine that is busy with something else breaks as well. */
const inTime: ReadonlySet<DrillPromise> = new Set(['main', 'bystander']);

/** True when a check that found this is worth another try. Pure. */
export const isOnlyLate = (broken: readonly DrillPromise[]): boolean =>
  broken.length > 0 && broken.every((promise) => inTime.has(promise));

/** How many checks are in each phase. Pure. */
export const countChecks = (
  checks: readonly DrillCheck[],
): Readonly<Record<DrillCheckState['phase'], number>> => {
  const counts = { 'to-do': 0, running: 0, held: 0, broke: 0, 'not-run': 0 };
  for (const { state } of checks) counts[state.phase] += 1;
  return counts;
};

/** True when every check of a drill ran and held, and nothing of it is left. Pure. */
export const allHeld = (view: DrillView): boolean =>
  view.phase === 'ended' &&
  view.how === 'whole' &&
  view.left.processes + view.left.files === 0 &&
  view.checks.every(({ state }) => state.phase === 'held');
