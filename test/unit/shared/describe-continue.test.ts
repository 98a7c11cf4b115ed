import { describe, expect, it } from 'vitest';
import { exitCodeOfHelper } from '../../../electron/control/exit-code.ts';
import {
  continueChoices,
  describeAsking,
  describeContinued,
  describeSignedInAgain,
} from '../../../shared/describe-continue.ts';
import {
  describeActivity,
  describeParkedProcess,
  helperTone,
} from '../../../shared/describe-helper.ts';
import { countHelpers } from '../../../shared/describe-summary.ts';
import { failure } from '../../../shared/failure.ts';
import type { HelperState, HelperView } from '../../../shared/state.ts';
import { helperView } from '../../support/scripted-panel.ts';

const refused = failure({
  kind: 'unauthorized',
  credentialId: 'openai',
  generation: 1,
  provider: 'OpenAI',
});

const parked = (
  asks?: 'tools-ran' | 'too-old' | 'restarted',
  change: Partial<HelperView> = {},
  processUntil: number | null = null,
): HelperView => {
  const base = { phase: 'waiting-for-sign-in', failure: refused, processUntil } as const;
  const state: HelperState = asks === undefined ? base : { ...base, asks };
  return helperView({ id: 'h', state, ...change });
};

describe('a helper that asks how to go on', () => {
  it('says why it did not go on by itself', () => {
    expect(describeAsking(parked('tools-ran', { toolsRun: 1 }))).toContain('It had run 1 tool, so');
    expect(describeAsking(parked('too-old'))).toContain('more than 30 min');
    expect(describeAsking(parked('restarted'))).toContain('Bulkhead was started again');
    expect(describeAsking(parked())).toBeNull();
    expect(describeSignedInAgain(parked('too-old')).cause).not.toBe(
      describeSignedInAgain(parked()).cause,
    );
  });

  it('is told from one that waits for the sign-in, in lists and counts', () => {
    expect(describeActivity(parked('too-old'))).toBe('Waiting for you: how to go on');
    expect(describeActivity(parked())).toMatch(/^Waiting for sign-in to /);
    const texts = countHelpers([parked('tools-ran'), parked(), parked()]).map(({ text }) => text);
    expect(texts).toEqual(['2 need sign-in', '1 asks you']);
  });

  it('and from one whose sign-in works again, which waits for its turn', () => {
    const next = parked();
    const state: HelperState = {
      phase: 'waiting-for-sign-in',
      failure: refused,
      processUntil: null,
      goesOn: true,
    };
    const turn = { ...next, state };
    expect(describeActivity(turn)).toBe('Waiting for its turn: signed in again');
    expect(helperTone(state)).not.toBe(helperTone(next.state));
    expect(describeSignedInAgain(turn).cause).toContain('goes on by itself');
    const texts = countHelpers([parked(), turn, turn]).map(({ text }) => text);
    expect(texts).toEqual(['1 needs sign-in', '2 waiting for their turn']);
    expect(exitCodeOfHelper(state)).toBeNull();
    expect(exitCodeOfHelper(next.state)).toBe(4);
  });

  it('has three answers, each another way', () => {
    expect(new Set(continueChoices.map(({ how }) => how)).size).toBe(3);
    expect(describeContinued(3, 0)).toBe('Signed in. 3 helpers continued.');
    expect(describeContinued(0, 1)).toBe('Signed in. 1 helper asks you.');
  });
});

describe('a parked helper', () => {
  it('says of its process only what there is', () => {
    const now = new Date(2026, 10, 22, 14, 2).getTime();
    expect(describeParkedProcess(parked(undefined, { clientId: null }), now)).toBeNull();
    expect(describeParkedProcess(parked(undefined, { clientId: 'c' }), now)).toContain(
      'was let go',
    );
    const kept = parked(undefined, { clientId: 'c' }, now + 86_400_000);
    expect(describeParkedProcess(kept, now)).toBe('Its process is kept until 23 Nov 14:02.');
    const runs = helperView({ id: 'h', state: { phase: 'running', since: 0 }, clientId: 'c' });
    expect(describeParkedProcess(runs, now)).toBeNull();
  });
});
