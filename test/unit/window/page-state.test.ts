import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { createPageSource, helperOf } from '../../../renderer/page-state.ts';
import { createPageTime } from '../../../renderer/page-time.ts';
import type { ReplicaState } from '../../../renderer/replica.ts';
import { fixture } from '../../fakes/fixture.ts';
import { ManualTime } from '../../fakes/manual-time.ts';

const { panel, sessions: rows } = fixture('sessions');

const start = (state: Partial<ReplicaState> = {}) => {
  const store = createStore<ReplicaState>(() => ({
    panel,
    refused: null,
    sessions: { revision: 1, rows },
    ...state,
  }));
  const clock = new ManualTime(10_000);
  const page = Object.assign(new EventTarget(), { hidden: false });
  const close = () => undefined;
  const source = createPageSource({ store, close }, createPageTime(clock, page));
  return { store, clock, source };
};

describe('the state of the page', () => {
  it('is the same object until main tells more or a second went by', () => {
    const { source, clock } = start();
    const told: number[] = [];
    source.subscribe(() => told.push(source.read().now));
    const first = source.read();
    expect(first).toMatchObject({ ...panel, sessions: rows, areSessionsRead: true, now: 10_000 });
    expect(source.read()).toBe(first);
    clock.pass(1_000);
    expect(told).toEqual([11_000]);
    expect(source.read()).not.toBe(first);
  });

  it('is of the moment at which main told it', () => {
    const { source, clock, store } = start();
    const told: number[] = [];
    const stop = source.subscribe(() => told.push(source.read().now));
    clock.leap(900);
    store.setState({ panel: { ...panel, revision: 2 } });
    expect(told.at(-1)).toBe(10_900);
    expect(new Set(told)).toEqual(new Set([10_900]));
    expect(source.read().revision).toBe(2);
    stop();
    const before = told.length;
    store.setState({ panel: { ...panel, revision: 3 } });
    clock.pass(5_000);
    expect(told).toHaveLength(before);
  });

  it('claims nothing of sessions before the page was told which there are', () => {
    const { source } = start({ sessions: { revision: -1, rows: [] } });
    expect(source.read().areSessionsRead).toBe(false);
  });

  it('is refused while there is none', () => {
    const { source } = start({ panel: null });
    expect(() => source.read()).toThrow('before the first snapshot');
  });
});

it('an item is found by its key, in the list that is asked', () => {
  const { helpers } = fixture('helpers').panel;
  for (const helper of helpers) expect(helperOf(helpers, helper.id)).toBe(helper);
  expect(helperOf(helpers, 'nobody')).toBeUndefined();
  expect(helperOf([], helpers[0]?.id ?? '')).toBeUndefined();
});
