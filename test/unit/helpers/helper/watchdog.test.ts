import { describe, expect, it } from 'vitest';

import {
  hear,
  nothingHeard,
  watchRun,
  within,
} from '../../../../electron/helpers/helper/watchdog.ts';
import type { FailureCause } from '../../../../shared/failure.ts';
import { ManualClock } from '../../../fakes/manual-clock.ts';

const limits = { firstEventMs: 30_000, progressMs: 120_000 };

const watched = () => {
  const clock = new ManualClock();
  const heard = nothingHeard();
  const over = new AbortController();
  const verdicts: (FailureCause | null)[] = [];
  const done = watchRun(heard, limits, { clock, provider: 'OpenAI' }, over.signal).then((verdict) =>
    verdicts.push(verdict),
  );
  return { clock, heard, verdicts, over, done };
};

const turn = { kind: 'turn', threadId: 't', turnId: 'u' } as const;
const delta = { kind: 'delta', text: 'x' } as const;

describe('watchRun', () => {
  it('calls a turn without any answer no-answer after the first limit', async () => {
    const { clock, heard, verdicts } = watched();
    hear(heard, turn);
    await clock.advance(29_000);
    expect(verdicts).toEqual([]);
    await clock.advance(4_000);
    expect(verdicts).toEqual([{ kind: 'no-answer', provider: 'OpenAI', silentMs: 30_000 }]);
  });

  it('is not fooled by what codex says before the provider answered', async () => {
    const { clock, heard, verdicts } = watched();
    hear(heard, turn);
    await clock.advance(20_000);
    hear(heard, { kind: 'note', text: 'a warning' });
    hear(heard, {
      kind: 'item-started',
      item: { id: 'i', type: 'other', title: '', status: 'running' },
    });
    await clock.advance(13_000);
    expect(verdicts).toHaveLength(1);
  });

  it('calls silence after an answer stalled, and each event starts the count again', async () => {
    const { clock, heard, verdicts } = watched();
    hear(heard, turn);
    hear(heard, delta);
    await clock.advance(100_000);
    hear(heard, delta);
    await clock.advance(100_000);
    expect(verdicts).toEqual([]);
    await clock.advance(25_000);
    expect(verdicts).toEqual([{ kind: 'stalled', phase: 'turn', silentMs: 120_000 }]);
  });

  it('also ends a turn that never starts', async () => {
    const { clock, verdicts } = watched();
    await clock.advance(125_000);
    expect(verdicts).toEqual([{ kind: 'stalled', phase: 'start', silentMs: 120_000 }]);
  });

  it('answers null once it is called off, and waits no more', async () => {
    const { clock, verdicts, over, done } = watched();
    over.abort();
    await done;
    expect(verdicts).toEqual([null]);
    expect(clock.waiting).toBe(0);
  });

  it.each([8, -5])('takes no clock that moved %i hours for silence', async (hours) => {
    const { clock, heard, verdicts } = watched();
    clock.leap(hours * 3_600_000);
    await clock.advance(60_000);
    hear(heard, turn);
    await clock.advance(15_000);
    clock.leap(hours * 3_600_000);
    await clock.advance(10_000);
    hear(heard, delta);
    clock.leap(hours * 3_600_000);
    await clock.advance(100_000);
    expect(verdicts).toEqual([]);
    await clock.advance(30_000);
    expect(verdicts).toEqual([{ kind: 'stalled', phase: 'turn', silentMs: 120_000 }]);
  });
});

describe('within', () => {
  const phase = 'a wait';
  const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });

  it('gives up after the time that passed, and not for a night asleep', async () => {
    const clock = new ManualClock();
    const ends: unknown[] = [];
    const { signal } = new AbortController();
    const done = within({ clock, timeoutMs: 10_000, phase }, signal, untilAborted).catch(
      (thrown: unknown) => ends.push(thrown),
    );
    await clock.advance(4_000);
    clock.leap(8 * 3_600_000);
    await clock.advance(5_000);
    expect(ends).toEqual([]);
    await clock.advance(1_000);
    await done;
    expect(ends).toMatchObject([{ failure: { kind: 'stalled', phase, silentMs: 10_000 } }]);
    expect(clock.waiting).toBe(0);
  });
});
