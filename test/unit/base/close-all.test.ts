import { describe, expect, it } from 'vitest';

import { closeAll } from '../../../electron/base/open-parts.ts';

const opened = (count: number, failing: readonly number[]) => {
  const closed: number[] = [];
  const closers = Array.from({ length: count }, (_, index) => async () => {
    await Promise.resolve();
    closed.push(index);
    if (failing.includes(index)) throw new Error(`part ${index} is stuck`);
  });
  return { closed, closers };
};

describe('closing all that was opened', () => {
  it('goes in order', async () => {
    const { closed, closers } = opened(3, []);
    await closeAll(closers);
    expect(closed).toEqual([0, 1, 2]);
  });

  it('closes the rest when some fail, and tells all of them together', async () => {
    const { closed, closers } = opened(4, [0, 2]);
    await expect(closeAll(closers)).rejects.toMatchObject({
      message: 'part 0 is stuck; part 2 is stuck',
      errors: [{ message: 'part 0 is stuck' }, { message: 'part 2 is stuck' }],
    });
    expect(closed).toEqual([0, 1, 2, 3]);
  });

  it('goes on after one that throws before it waits', async () => {
    const { closed, closers } = opened(1, []);
    const broken = (): Promise<void> => {
      throw new Error('not even begun');
    };
    await expect(closeAll([broken, ...closers])).rejects.toThrow('not even begun');
    expect(closed).toEqual([0]);
  });
});
