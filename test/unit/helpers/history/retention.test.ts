import { describe, expect, it } from 'vitest';

import { outOfRetention } from '../../../../electron/helpers/history/retention.ts';
import type { HelperView } from '../../../../shared/state.ts';
import { waitingHelpers } from '../../../fakes/panel-helpers.ts';

const day = 86_400_000;
const now = 400 * day;
const [waits] = waitingHelpers;
if (waits === undefined) throw new Error('the fixture has no helper that waits');

const ended = (id: string, daysAgo: number): HelperView => ({
  ...waits,
  id,
  state: { phase: 'cancelled' },
  queuedAt: now - daysAgo * day,
  endedAt: now - daysAgo * day,
});
const waiting: HelperView = { ...waits, id: 'waits', queuedAt: 0, endedAt: null };

describe('what of the ended helpers is kept no longer', () => {
  const three = [ended('old', 91), ended('edge', 90), ended('new', 0)];

  it('is what ended longer ago than the days, and not what ended just then', () => {
    expect(outOfRetention(three, { most: 10, days: 90 }, now)).toEqual(['old']);
    expect(outOfRetention(three, { most: 10, days: 0 }, now)).toEqual([]);
  });

  it('is the oldest of too many', () => {
    expect(outOfRetention(three, { most: 1, days: 0 }, now)).toEqual(['old', 'edge']);
  });

  it('is named once, whatever it is past', () => {
    expect(outOfRetention(three, { most: 2, days: 30 }, now)).toEqual(['old', 'edge']);
  });

  it('is never one that has not ended, however old, and it takes no place', () => {
    const all = [waiting, ...three];
    expect(outOfRetention(all, { most: 3, days: 90 }, now)).toEqual(['old']);
  });

  it('is none when the clock was set back', () => {
    expect(outOfRetention([ended('later', -500)], { most: 1, days: 1 }, now)).toEqual([]);
  });

  it('counts from when it was asked for where its end is not known', () => {
    const lost = { ...ended('lost', 100), endedAt: null };
    expect(outOfRetention([lost], { most: 1, days: 90 }, now)).toEqual(['lost']);
  });
});
