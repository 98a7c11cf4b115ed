import { expect, test } from 'vitest';

import { backoff } from '../../../electron/base/backoff.ts';

const plan = { firstMs: 800, factor: 1.8, capMs: 15_000, jitter: 0.2 };

test('grows by its factor from the first wait on', () => {
  expect([0, 1, 2, 3].map((step) => backoff(plan, step, 0.5))).toEqual([800, 1440, 2592, 4666]);
});

test('differs by at most its jitter and never exceeds the cap', () => {
  expect(backoff(plan, 0, 0)).toBe(640);
  expect(backoff(plan, 0, 0.999_999)).toBe(960);
  expect(backoff(plan, 40, 0.999_999)).toBe(15_000);
  expect(backoff(plan, 40, 0)).toBe(12_000);
});

test('takes a hint of the other side as a minimum, also past the cap', () => {
  expect(backoff(plan, 0, 0.5, 1500)).toBe(1500);
  expect(backoff(plan, 3, 0.5, 1500)).toBe(4666);
  expect(backoff(plan, 9, 0.5, 60_000)).toBe(60_000);
});
