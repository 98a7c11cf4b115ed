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
    o: 'worked',
    x: 'ended',
  };
  const helpers = phases.split('').map((letter, n) => ({
    id: String(n),
    phase: letters[letter] ?? 'ended',
  }));
  return { isRefused: false, isProven: false, helpers, ...more };
};

describe('the order in which parked helpers go on', () => {
  it.each([
    ['one goes first, alone', 'wwwww', ['0']],
    ['nobody else while it is out', 'swwww', []],
    ['three follow once it has worked', 'owwww', ['1', '2', '3']],
    ['no more than three are unanswered', 'osswww', ['3']],
    ['a next one for each that is answered or ends', 'ossoxww', ['5']],
    ['another goes first when the first ended without a word on the sign-in', 'xwww', ['1']],
    ['and another, as often as it takes', 'xxxw', ['3']],
    ['nobody when nobody waits', 'oxs', []],
    ['nobody when there is nobody', '', []],
  ])('%s', (_what, phases, ids) => {
    expect(nextToResume(line(phases))).toEqual(ids);
  });

  it('holds everybody while the sign-in is refused', () => {
    expect(nextToResume(line('owwww', { isRefused: true, isProven: true }))).toEqual([]);
  });

  it('needs no first one where others have proven the sign-in', () => {
    expect(nextToResume(line('wwwww', { isProven: true }))).toEqual(['0', '1', '2']);
  });
});
