import { describe, expect, it } from 'vitest';
import {
  describeActivity,
  describeHelperAge,
  describeHelperMeta,
  describePhase,
  helperTone,
} from '../../../shared/describe-helper.ts';
import { failure } from '../../../shared/failure.ts';
import type { HelperState } from '../../../shared/state.ts';
import { helperView } from '../../support/scripted-panel.ts';

const now = new Date(2026, 10, 22, 14, 8, 6).getTime();
const refusedAt = new Date(2026, 10, 22, 14, 2, 6).getTime();

const refused = failure({
  kind: 'unauthorized',
  credentialId: 'openai',
  generation: 1,
  provider: 'OpenAI',
});

describe('the row of a helper', () => {
  const states: readonly HelperState[] = [
    { phase: 'queued' },
    { phase: 'starting' },
    { phase: 'ready' },
    { phase: 'running', since: now - 372_000 },
    { phase: 'waiting-for-sign-in', failure: refused, processUntil: null },
    { phase: 'stopping' },
    { phase: 'completed' },
    { phase: 'failed', failure: refused },
    { phase: 'cancelled' },
  ];

  it('has a word of its own and a tone for every state', () => {
    expect(new Set(states.map(describePhase)).size).toBe(states.length);
    expect(states.map(helperTone)).not.toContain(undefined);
  });

  it('says the state first and what it does after it', () => {
    const activity = (state: HelperState, text = 'Running npm test') =>
      describeActivity(helperView({ id: 'h', state, activity: text }));
    expect(activity({ phase: 'running', since: 0 })).toBe('Working: running npm test');
    expect(activity({ phase: 'running', since: 0 }, '')).toBe('Working');
    expect(activity({ phase: 'completed' }, 'Completed')).toBe('Completed');
    expect(activity({ phase: 'failed', failure: refused })).toBe(
      'Failed: sign-in refused by OpenAI',
    );
    expect(activity({ phase: 'queued' })).toBe('Queued: starts when a slot is free');
    expect(activity({ phase: 'waiting-for-sign-in', failure: refused, processUntil: null })).toBe(
      'Waiting for sign-in to OpenAI',
    );
  });

  it('counts while it runs, is an age when it failed, and a clock time when it ended', () => {
    const ageOf = (state: HelperState) =>
      describeHelperAge(
        helperView({
          id: 'h',
          state,
          failedAt: refusedAt,
          endedAt: refusedAt,
          startedAt: refusedAt,
        }),
        now,
      );
    expect(ageOf({ phase: 'running', since: now - 372_000 })).toBe('6:12');
    expect(ageOf({ phase: 'failed', failure: refused })).toBe('6 min');
    expect(ageOf({ phase: 'completed' })).toBe('14:02');
  });

  it('says who started it and since when it stands as it does', () => {
    const meta = (change: Parameters<typeof helperView>[0]) =>
      describeHelperMeta(helperView(change), now);
    expect(
      meta({
        id: 'h',
        spawnedBy: 'main',
        state: { phase: 'failed', failure: refused },
        failedAt: refusedAt,
        endedAt: refusedAt,
      }),
    ).toBe('Codex 5.5, isolated, started by session main. Stopped 14:02:06, 6 min ago.');
    expect(meta({ id: 'h', isolated: false, startedAt: refusedAt })).toBe(
      'Codex 5.5, shared, started by you. Started 14:02:06.',
    );
    expect(
      meta({
        id: 'h',
        failedAt: refusedAt,
        state: { phase: 'waiting-for-sign-in', failure: refused, processUntil: now },
      }),
    ).toContain('Waiting since 14:02:06, 6 min ago.');
    expect(
      meta({ id: 'h', state: { phase: 'queued' }, startedAt: null, queuedAt: refusedAt }),
    ).toContain('Queued 14:02:06.');
  });

  it('gives what began on another day its date', () => {
    const meta = (change: Parameters<typeof helperView>[0]) =>
      describeHelperMeta(helperView(change), now + 86_400_000);
    expect(meta({ id: 'h', startedAt: refusedAt })).toMatch(/ Started 22 Nov 14:02:06\.$/);
    const queued = { id: 'h', state: { phase: 'queued' }, startedAt: null } as const;
    expect(meta({ ...queued, queuedAt: refusedAt })).toMatch(/ Queued 22 Nov 14:02:06\.$/);
  });
});
