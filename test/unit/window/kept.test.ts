import { describe, expect, it } from 'vitest';
import { keeping, saysTheSame } from '../../../renderer/kept.ts';
import { fixture } from '../../fakes/fixture.ts';

describe('saysTheSame', () => {
  it('looks at what data says and not at what it is made of', () => {
    const { panel } = fixture('helpers');
    const copy: unknown = structuredClone(panel);
    expect(saysTheSame(panel, copy)).toBe(true);
    expect(saysTheSame(panel, { ...panel, revision: panel.revision + 1 })).toBe(false);
  });

  it.each([
    [{ a: 1 }, { a: 1, b: undefined }],
    [{ a: undefined }, { b: undefined }],
    [[], {}],
    [null, {}],
    [
      [1, 2],
      [2, 1],
    ],
    [new Map([[1, 2]]), new Map([[1, 2]])],
  ])('tells %o from %o', (a, b) => {
    expect(saysTheSame(a, b)).toBe(false);
    expect(saysTheSame(b, a)).toBe(false);
  });
});

describe('keeping', () => {
  it('gives the same object back until something else is said', () => {
    const keep = keeping<readonly string[]>();
    const first = keep(['a']);
    expect(keep(['a'])).toBe(first);
    const second = keep(['b']);
    expect(second).toEqual(['b']);
    expect(keep(['b'])).toBe(second);
  });
});
