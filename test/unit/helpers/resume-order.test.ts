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
    a: 'answered',
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
    ['one as well while others still work with the sign-in before', 'aawww', ['2']],
    ['nobody when nobody waits', 'as', []],
    ['nobody when there is nobody', '', []],
  ])('%s', (_what, phases, ids) => {
    expect(nextToResume(line(phases))).toEqual(ids);
  });

  it.each([
    ['three follow', 'awwww', ['1', '2', '3']],
    ['no more than three are unanswered', 'asswww', ['3']],
    ['a next one for each that is answered', 'assaww', ['4']],
    ['nobody when nobody waits', 'as', []],
  ])('once the sign-in is proven %s', (_what, phases, ids) => {
    expect(nextToResume(line(phases, { isProven: true }))).toEqual(ids);
  });

  it('holds everybody while the sign-in is refused', () => {
    expect(nextToResume(line('awwww', { isRefused: true, isProven: true }))).toEqual([]);
  });

  it('needs no first one where others have proven the sign-in', () => {
    expect(nextToResume(line('wwwww', { isProven: true }))).toEqual(['0', '1', '2']);
  });
});
