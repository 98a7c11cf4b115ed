import { describe, expect, it } from 'vitest';

import {
  nextToResume,
  type ResumeLine,
  type ResumePhase,
} from '../../../electron/helpers/resume-order.ts';

const line = (phases: string, more: Partial<ResumeLine> = {}): ResumeLine => {
  const letters: Readonly<Record<string, ResumePhase>> = {
    w: 'waiting',
    s: 'sent',
  };
  const helpers = phases.split('').map((letter, n) => ({
    id: String(n),
    phase: letters[letter] ?? 'waiting',
  }));
  return { isRefused: false, isProven: false, helpers, ...more };
};

describe('the order in which parked helpers go on', () => {
  it.each([
    ['one goes first, alone', 'wwwww', ['0']],
    ['nobody else while it is out', 'swwww', []],
    ['nobody when nobody waits', 's', []],
    ['nobody when there is nobody', '', []],
  ])('%s', (_what, phases, ids) => {
    expect(nextToResume(line(phases))).toEqual(ids);
  });

  it.each([
    ['three follow', 'wwww', ['0', '1', '2']],
    ['no more than three are unanswered', 'sswww', ['2']],
    ['nobody when three are', 'sssww', []],
    ['nobody when nobody waits', 's', []],
  ])('once the sign-in is proven %s', (_what, phases, ids) => {
    expect(nextToResume(line(phases, { isProven: true }))).toEqual(ids);
  });

  it('holds everybody while the sign-in is refused', () => {
    expect(nextToResume(line('wwww', { isRefused: true, isProven: true }))).toEqual([]);
  });
});
