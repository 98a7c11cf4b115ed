import { describe, expect, it } from 'vitest';

import { sum, totalsLine, totalsOf } from '../../../build/test/totals.mjs';

const report = (
  counts: { passed?: number; failed?: number; pending?: number; todo?: number },
  files: readonly { status: string; tests: readonly string[] }[] = [],
): unknown => ({
  numPassedTests: counts.passed ?? 0,
  numFailedTests: counts.failed ?? 0,
  numPendingTests: counts.pending ?? 0,
  numTodoTests: counts.todo ?? 0,
  testResults: files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((one) => ({ status: one })),
  })),
});

describe('the totals of a test run', () => {
  it('are what the report says', () => {
    const totals = totalsOf(report({ passed: 7, failed: 2, pending: 1, todo: 1 }), 1);
    expect(totals).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  it('count a file that could not be loaded as one failure', () => {
    const files = [
      { status: 'failed', tests: [] },
      { status: 'failed', tests: ['failed', 'passed'] },
      { status: 'passed', tests: ['passed'] },
    ];
    expect(totalsOf(report({ passed: 2, failed: 1 }, files), 1)).toMatchObject({ failed: 2 });
  });

  it('count a run that ended badly without a failed test as one failure', () => {
    expect(totalsOf(report({ passed: 3 }), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  it.each([
    ['left no report', undefined, 0],
    ['left something else', { passed: 3 }, 0],
    ['ran nothing', report({ pending: 2 }), 0],
  ])('count a tier that %s as one failure', (_what, content, exitCode) => {
    expect(totalsOf(content, exitCode)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('end in one line, with the skipped ones only when there are any', () => {
    const one = { passed: 2, failed: 0, skipped: 0 };
    expect(totalsLine(one)).toBe('2 passed, 0 failed');
    const both = sum([one, { passed: 1, failed: 1, skipped: 3 }]);
    expect(totalsLine(both)).toBe('3 passed, 1 failed, 3 skipped');
  });
});
