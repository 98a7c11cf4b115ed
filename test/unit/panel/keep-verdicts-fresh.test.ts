import { describe, expect, it } from 'vitest';
import { keepVerdictsFresh } from '../../../electron/panel/credential-rows.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

describe('keeping verdicts fresh', () => {
  const follow = (dueIn: number | null) => {
    const clock = new ManualClock();
    const due = dueIn === null ? null : clock.now() + dueIn;
    const judged: number[] = [];
    const stop = new AbortController();
    const began = clock.now();
    const over = keepVerdictsFresh(
      [
        {
          changesAt: () => (due !== null && due > clock.now() ? due : null),
          refresh: () => judged.push(clock.now() - began),
        },
      ],
      clock,
      stop.signal,
    );
    return { clock, judged, stop, over };
  };

  it('judges at the moment that is due, and every half minute without one', async () => {
    const { clock, judged, stop, over } = follow(2_000);
    await clock.advance(32_000);
    expect(judged).toEqual([2_000, 32_000]);
    stop.abort();
    await over;
  });

  it('ends with its panel', async () => {
    const { clock, judged, stop, over } = follow(null);
    await clock.advance(1_000);
    stop.abort();
    await over;
    await clock.advance(60_000);
    expect(judged).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
