import { expect, it } from 'vitest';

import { failure, failureLimits } from '../../../shared/failure.ts';

const huge = 'x'.repeat(1_000_000);

it('a failure stays small, whatever the other side wrote into it', () => {
  expect(failure({ kind: 'incompatible', found: huge, needed: '0.169.0' }, huge, huge)).toEqual({
    kind: 'incompatible',
    found: `${'x'.repeat(failureLimits.word - 1)}…`,
    needed: '0.169.0',
    detail: `${'x'.repeat(failureLimits.detail - 1)}…`,
    code: `${'x'.repeat(failureLimits.code - 1)}…`,
  });
});

it('is cut between words, so that no half of a secret stays behind at the end', () => {
  const secret = `sk-${'a1'.repeat(30)}`;
  const words = 'word '.repeat(failureLimits.detail / 5 - 6);
  const { detail } = failure({ kind: 'protocol' }, `${words}${secret} and more`);
  expect(detail).toBe(`${words.trimEnd()}…`);
});

it('what is small stays as it is, numbers and nothing included', () => {
  const told = { kind: 'stalled', phase: 'turn', silentMs: 120_000 } as const;
  expect(failure(told, 'raw', 401)).toEqual({ ...told, detail: 'raw', code: '401' });
  expect(failure({ kind: 'protocol' })).toEqual({ kind: 'protocol', detail: '', code: null });
  const tail = 'y'.repeat(4_000);
  const ended = { kind: 'exited', exitCode: null, signal: null, stderrTail: tail } as const;
  expect(failure(ended)).toMatchObject(ended);
});
