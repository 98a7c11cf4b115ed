import { describe, expect, it } from 'vitest';

import { compareBlast, withLitter } from '../../../../electron/helpers/blast/blast-radius.ts';
import type { BlastSample } from '../../../../shared/state.ts';

const sample = (patch: Partial<BlastSample> = {}): BlastSample => ({
  at: 1,
  connId: 'c1',
  bootId: 'b1',
  sessionsTotal: 2,
  sessionsRunning: ['main'],
  sessionsFailed: [],
  helpersTotal: 2,
  helpersAlive: ['x', 'y'],
  helpersDied: [],
  ...patch,
});

const changed = (after: Partial<BlastSample>, before: Partial<BlastSample> = {}) =>
  compareBlast(sample(before), sample(after), 'own').changed;

describe('compareBlast', () => {
  it('says that nothing moved when nothing did', () => {
    const blast = compareBlast(sample(), sample({ at: 9 }), 'own');
    expect(blast.same).toBe(true);
    expect(blast.rows.map(({ same }) => same)).toEqual([true, true, true, true]);
  });

  it('names what stays of a sandbox in the folder', () => {
    const blast = compareBlast(sample(), sample(), 'own');
    expect(withLitter(blast, [])).toBe(blast);
    const left = withLitter(blast, ['.git', '.aws']);
    expect(left.changed).toEqual(['.git and .aws stayed in its folder']);
    expect(left).toMatchObject({ same: false });
    expect(left.rows.at(-1)).toMatchObject({ what: 'Its folder', after: 'with .git and .aws' });
  });

  it.each([
    ['another connection', { connId: 'c2' }, /connection is another one/],
    ['a lost connection', { connId: null }, /connection was lost/],
    ['a restarted gateway', { bootId: 'b2' }, /process is another one/],
    ['a session that is gone', { sessionsTotal: 1 }, /1 session fewer/],
    ['a turn that failed', { sessionsRunning: [], sessionsFailed: ['main'] }, /main failed/],
    ['a helper whose process died', { helpersAlive: ['x'], helpersDied: ['y'] }, /helper y/],
  ] as const)('counts %s', (_name, after, sentence) => {
    const sentences = changed(after);
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(sentence);
    expect(compareBlast(sample(), sample(after), 'own').same).toBe(false);
  });

  it.each([
    ['a turn that finished', { sessionsRunning: [] }],
    ['a session that began', { sessionsTotal: 3, sessionsRunning: ['main', 'new'] }],
    ['a helper that completed, was cancelled or parked', { helpersAlive: ['x'] }],
    ['a helper that was spawned', { helpersTotal: 3, helpersAlive: ['x', 'y', 'z'] }],
  ] as const)('does not count %s', (_name, after) => {
    expect(changed(after)).toEqual([]);
  });

  it.each([
    [['a', 'b', 'c', 'd', 'e', 'f'], ['a', 'b'], [], '6, of which 2 alive (4 done or waiting)'],
    [['a', 'b', 'c', 'd', 'e'], ['a', 'f'], [], '6, of which 2 alive (4 done or waiting, 1 new)'],
    [['a', 'b'], ['a'], ['b'], '6, of which 1 alive (1 died)'],
    [['a'], ['a', 'b', 'own'], [], '6, of which 3 alive (1 new)'],
    [['a'], ['a'], [], '6, of which 1 alive'],
  ])('accounts for each that is alive no more (%#)', (before, after, died, words) => {
    const blast = compareBlast(
      sample({ helpersTotal: 6, helpersAlive: before }),
      sample({ helpersTotal: 6, helpersAlive: after, helpersDied: died }),
      'own',
    );
    expect(blast.rows.find(({ what }) => what === 'Other helpers')?.after).toBe(words);
  });

  it('does not blame a failure for what had failed or died before it', () => {
    const before = { helpersAlive: ['x'], helpersDied: ['y'], sessionsFailed: ['old'] };
    expect(changed({ ...before }, before)).toEqual([]);
  });

  it('is quiet about a gateway that was not connected before and after', () => {
    const none = { connId: null, bootId: null };
    expect(changed(none, none)).toEqual([]);
  });
});
