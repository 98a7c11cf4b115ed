import { describe, expect, it } from 'vitest';

import { hear, nothingHeard, watchRun } from '../../../../electron/helpers/helper/watchdog.ts';
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
});
