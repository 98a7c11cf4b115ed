import { describe, expect, it } from 'vitest';
import { describeMetBy } from '../../../shared/describe-met-by.ts';

describe('who met a refusal', () => {
  it.each([
    ['api-review', '401', 'by api-review (401)'],
    ['api-review', null, 'by api-review'],
    [null, '401', 'code 401'],
    [null, null, null],
  ])('%o with %o reads %o', (lastRefusedBy, lastRefusedCode, words) => {
    expect(describeMetBy({ lastRefusedBy, lastRefusedCode })).toBe(words);
  });
});
