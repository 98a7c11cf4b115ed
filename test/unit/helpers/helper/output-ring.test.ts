import { describe, expect, it } from 'vitest';

import { OutputRing } from '../../../../electron/helpers/helper/output-ring.ts';

describe('OutputRing', () => {
  it('gives back what was written, from any cursor', () => {
    const ring = new OutputRing(100);
    expect(ring.append('hello ')).toBe(0);
    expect(ring.append('world')).toBe(6);
    expect(ring.read('h', 6, 50)).toEqual({ helperId: 'h', from: 6, text: 'world' });
    expect(ring.read('h', 99, 50)).toEqual({ helperId: 'h', from: 11, text: '' });
    expect(ring.length).toBe(11);
  });

  it('drops the oldest and keeps its cursors true', () => {
    const ring = new OutputRing(10);
    for (let n = 0; n < 100; n += 1) ring.append('0123456789');
    ring.append('abc');
    expect(ring.length).toBe(1003);
    expect(ring.read('h', 0, 50)).toEqual({ helperId: 'h', from: 993, text: '3456789abc' });
    expect(ring.tail(4)).toBe('9abc');
  });

  it('never cuts a character in two at the end of an answer', () => {
    const ring = new OutputRing(100);
    ring.append('a🙂b');
    expect(ring.read('h', 0, 2).text).toBe('a');
    expect(ring.read('h', 1, 2).text).toBe('🙂');
  });

  it('goes on behind the tail of an earlier run', () => {
    const ring = new OutputRing(100, 'tail', 50);
    expect(ring.append('!')).toBe(50);
    expect(ring.read('h', 0, 50)).toEqual({ helperId: 'h', from: 46, text: 'tail!' });
  });
});
