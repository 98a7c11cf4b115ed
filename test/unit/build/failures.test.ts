import { describe, expect, it } from 'vitest';

import { failuresOf } from '../../../build/test/failures.mjs';

const report = (testResults: unknown): unknown => ({ testResults });

describe('what failed in a test run', () => {
  it('is named with its file, its titles and its reason', () => {
    const file = {
      name: '/project/test/unit/one.test.ts',
      status: 'failed',
      assertionResults: [
        { status: 'passed', ancestorTitles: ['one'], title: 'holds', failureMessages: [] },
        {
          status: 'failed',
          ancestorTitles: ['one', 'inside'],
          title: 'breaks',
          failureMessages: ['AssertionError: expected 1 to be 2\n    at there'],
        },
      ],
    };
    expect(failuresOf(report([file]), '/project')).toEqual([
      'test/unit/one.test.ts > one > inside > breaks\n' +
        '    AssertionError: expected 1 to be 2\n' +
        '        at there',
    ]);
  });

  it('is a file that could not be loaded as well', () => {
    const file = { name: 'two.test.ts', status: 'failed', message: 'no such module' };
    expect(failuresOf(report([file]), '/project')).toEqual(['two.test.ts\n    no such module']);
  });

  it('leaves the end of a long reason to the output above', () => {
    const why = Array.from({ length: 50 }, (_, at) => `line ${at}`).join('\n');
    const file = { name: 'three.test.ts', status: 'failed', message: why };
    const [text = ''] = failuresOf(report([file]), '/project');
    expect(text.split('\n')).toHaveLength(21);
  });

  it.each([undefined, null, 3, {}, report('none'), report([null, 3])])(
    'is nothing in a report that is %j',
    (content) => {
      expect(failuresOf(content, '/project')).toEqual([]);
    },
  );
});
