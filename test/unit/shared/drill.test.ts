import { describe, expect, it } from 'vitest';

import { faults } from '../../../electron/faults/table.ts';
import { describeCheck, describeDrill, drillReport } from '../../../shared/describe-drill.ts';
import {
  allHeld,
  brokenPromises,
  drillChecks,
  type DrillPromise,
  type DrillSeen,
} from '../../../shared/drill.ts';
import { drillCheck, drills, drillSeen } from '../../fakes/panel-drill.ts';
import { NOW } from '../../fakes/panel-moment.ts';

describe('the checks of a drill', () => {
  it('are at least fifteen rows of the table of faults, each once', () => {
    const named = faults.flatMap(({ drill }) => drill ?? []);
    expect(named.toSorted()).toEqual(drillChecks.toSorted());
    expect(drillChecks.length).toBeGreaterThanOrEqual(15);
  });

  it('are each called otherwise, and broken otherwise', () => {
    const words = drillChecks.map(describeCheck);
    expect(new Set(words.map(({ title }) => title)).size).toBe(drillChecks.length);
    expect(new Set(words.map(({ how }) => how)).size).toBe(drillChecks.length);
  });
});

const after = (reconnects: number): DrillSeen['after'] => ({ ...drillSeen().after, reconnects });

describe('what a check promises', () => {
  it('holds while nothing moved', () => {
    expect(brokenPromises(drillSeen())).toEqual([]);
  });

  it.each<readonly [DrillPromise, Partial<DrillSeen>]>([
    ['end', { end: 'completed' }],
    ['end', { end: null }],
    ['beside', { moved: ['the gateway connection was lost'] }],
    ['link', { after: after(1) }],
    ['main', { stoodMs: 70 }],
    ['bystander', { lateMs: 280 }],
    ['bystander', { lateMs: null }],
    ['prompt', { promptsSent: 2 }],
    ['processes', { processesLeft: 1 }],
    ['files', { filesLeft: 1 }],
    ['secret', { secretsShown: 1 }],
  ])('is broken alone: %s by %j', (promise, part) => {
    expect(brokenPromises(drillSeen(part))).toEqual([promise]);
  });

  it('does not take for ours what the machine was late', () => {
    expect(brokenPromises(drillSeen({ stoodMs: 140, lateMs: 340, machineMs: 50 }))).toEqual([]);
    expect(brokenPromises(drillSeen({ lateMs: 900, waitedMs: 800 }))).toEqual([]);
    expect(brokenPromises(drillSeen({ stoodMs: 900, waitedMs: 800 }))).toEqual(['main']);
    expect(brokenPromises(drillSeen({ stoodMs: 160, machineMs: 50 }))).toEqual(['main']);
  });
});

describe('a report', () => {
  it('names what broke, with the numbers', () => {
    const seen = drillSeen({ end: null, stoodMs: 1_204, processesLeft: 2 });
    const { checks, ...rest } = drills.held;
    const report = drillReport({ ...rest, checks: [...checks, drillCheck('killed', seen)] }, NOW);
    expect(report).toContain('Broke   Killed process: SIGKILL in the middle of a turn. 5.3 s');
    expect(report).toContain('did not end');
    expect(report).toContain('Bulkhead stood still for 1204 ms (at most 50 ms');
    expect(report).toContain('2 processes left');
    expect(report).toContain('Held    Refused sign-in: Its provider answers 401. 0.4 s');
    expect(report).toContain('same connection, 0 reconnects; stood 11 ms');
  });

  it('says that all held only when all ran, all held and nothing is left', () => {
    expect(Object.values(drills).filter(allHeld)).toEqual([drills.held]);
    expect(allHeld({ ...drills.held, left: { processes: 0, files: 1 } })).toBe(false);
    expect(describeDrill(drills.held, NOW).short).toBe(`All ${drillChecks.length} held`);
  });

  it('is another sentence for each way in which a drill stands', () => {
    const shorts = Object.values(drills).map((drill) => describeDrill(drill, NOW).short);
    expect(new Set(shorts).size).toBe(shorts.length);
  });
});
