import { describe, expect, it } from 'vitest';

import { parseJson } from '../../../electron/base/parse-json.ts';

describe('parseJson', () => {
  it('reads what is JSON, and nothing else', () => {
    expect(parseJson('{"a":[1,"x"]}')).toEqual({ a: [1, 'x'] });
    expect(parseJson('{"a":')).toBeUndefined();
    expect(parseJson('')).toBeUndefined();
  });

  it.each([
    ['lists', '[]'],
    ['objects', '{}'],
    ['members', '{"a":1}'],
    ['numbers', '1'],
    ['strings', '"[,"'],
  ])('does not read a text of a million %s', (_what, piece) => {
    const many = (times: number): string => `[${`${piece},`.repeat(times)}0]`;
    expect(parseJson(many(1_000_000))).toBeUndefined();
    expect(parseJson(many(20_000))).toHaveLength(20_001);
  });

  it('does not read a text that is very deep', () => {
    const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(parseJson(deep(1_000_000))).toBeUndefined();
    expect(parseJson(deep(2_000))).toBeUndefined();
    expect(parseJson(deep(500))).toBeInstanceOf(Array);
    expect(parseJson(`[${`${deep(20)},`.repeat(4_000)}0]`)).toHaveLength(4_001);
  });

  it('takes what stands in a string for nothing, however it is escaped', () => {
    const text = '[{,:]"\\'.repeat(500_000);
    expect(parseJson(JSON.stringify({ text }))).toEqual({ text });
  });
});
