import { compareBlast } from '../../electron/helpers/blast/blast-radius.ts';
import { faults } from '../../electron/faults/table.ts';
import {
  brokenPromises,
  drillChecks,
  type DrillCheck,
  type DrillEnd,
  type DrillSample,
  type DrillSeen,
  type DrillView,
} from '../../shared/drill.ts';
import { failure } from '../../shared/failure.ts';
import type { BlastSample } from '../../shared/state.ts';
import { at, others, panel, type PanelFixture } from './panel-fixture.ts';
import { ago, bootId, connId } from './panel-moment.ts';

const beside = (part: Partial<BlastSample> = {}): BlastSample => ({
  at: ago(30),
  connId,
  bootId,
  sessionsTotal: 12,
  sessionsRunning: ['main'],
  sessionsFailed: [],
  helpersTotal: 4,
  helpersAlive: ['h-1', 'h-2'],
  helpersDied: [],
  ...part,
});

/** What a check measured in which all held, changed by what a test names. */
export const drillSeen = (part: Partial<DrillSeen> = {}): DrillSeen => ({
  end: 'exited',
  wanted: 'exited',
  before: { beside: beside(), reconnects: 0 },
  after: { beside: beside(), reconnects: 0 },
  stoodMs: 11.4,
  waitedMs: 3.1,
  machineMs: 9.2,
  lateMs: 38,
  promptsSent: 1,
  tries: 1,
  processesLeft: 0,
  filesLeft: 0,
  secretsShown: 0,
  moved: [],
  ...part,
});

/** A check as the drill tells of what it measured. */
export const drillCheck = (name: DrillCheck['name'], seen: DrillSeen): DrillCheck => {
  const broken = brokenPromises(seen);
  return {
    name,
    state:
      broken.length === 0
        ? { phase: 'held', tookMs: 412, seen }
        : { phase: 'broke', tookMs: 5_312, seen, broken },
  };
};

/** How the row of a check ends. */
const endOf = (name: DrillCheck['name']): DrillEnd => {
  const ends = faults.find(({ drill }) => drill === name)?.ends;
  if (ends?.phase === 'failed') return ends.kind;
  return ends?.phase === 'completed' ? 'completed' : 'parked';
};

const all = (part: (at: number) => Partial<DrillSeen>): readonly DrillCheck[] =>
  drillChecks.map((name, n) => {
    const end = endOf(name);
    return drillCheck(name, drillSeen({ end, wanted: end, ...part(n) }));
  });

const moved: DrillSample = {
  beside: beside({
    connId: 'c01dbeef-1111-4222-8333-444455556666',
    helpersAlive: ['h-1'],
    helpersDied: ['h-2'],
  }),
  reconnects: 1,
};

type Ended = Extract<DrillView, { readonly phase: 'ended' }>;
type Running = Extract<DrillView, { readonly phase: 'running' }>;

const ended = (part: Partial<Ended>): Ended => ({
  phase: 'ended',
  id: 'drill-1',
  startedAt: ago(58),
  endedAt: ago(31),
  how: 'whole',
  failure: null,
  left: { processes: 0, files: 0 },
  checks: all(() => ({})),
  ...part,
});

const some = (n: number, rest: DrillCheck['state']): readonly DrillCheck[] =>
  all(() => ({})).map((check, index) => (index < n ? check : { ...check, state: rest }));

const running = (isStopping: boolean): Running => ({
  phase: 'running',
  id: 'drill-1',
  startedAt: ago(14),
  isStopping,
  checks: some(6, { phase: 'to-do' }).map((check, index) =>
    index === 6 ? { ...check, state: { phase: 'running', since: ago(2) } } : check,
  ),
});

/** A drill in each of its states, by name. */
export const drills = {
  running: running(false),
  stopping: running(true),
  held: ended({}),
  broke: ended({
    checks: all((n) => {
      if (n === 4) {
        return { end: null, stoodMs: 1_204, lateMs: 980, processesLeft: 2, filesLeft: 1, tries: 3 };
      }
      if (n !== 9) return {};
      const found = compareBlast(beside(), moved.beside, 'drill', () => 'docs-bot').changed;
      return { after: moved, moved: found, secretsShown: 1, promptsSent: 2 };
    }),
    left: { processes: 2, files: 1 },
  }),
  stopped: ended({ how: 'stopped', checks: some(9, { phase: 'not-run' }) }),
  late: ended({ how: 'late', checks: some(20, { phase: 'not-run' }) }),
  failed: ended({
    how: 'failed',
    failure: failure({ kind: 'storage', what: "the helper's own folder" }, '', 'ENOSPC'),
    checks: some(0, { phase: 'not-run' }),
  }),
} satisfies Readonly<Record<string, DrillView>>;

const shown = (drill: DrillView): PanelFixture =>
  at(panel({ helpers: others, drill }), { view: 'drill' });

/** The drill's page in each of its states. */
export const drillStates: Readonly<Record<string, PanelFixture>> = {
  drill: shown({ phase: 'never' }),
  'drill-running': shown(drills.running),
  'drill-stopping': shown(drills.stopping),
  'drill-held': shown(drills.held),
  'drill-broke': shown(drills.broke),
  'drill-stopped': shown(drills.stopped),
  'drill-late': shown(drills.late),
  'drill-failed': shown(drills.failed),
};
