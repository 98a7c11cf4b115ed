import { describe, expect, it } from 'vitest';
import {
  describeCredential,
  describeCredentialShort,
  describeKeyring,
} from '../../../shared/describe-credential.ts';
import {
  describeActivity,
  describeHelperAge,
  describeHelperMeta,
  describePhase,
  helperTone,
} from '../../../shared/describe-helper.ts';
import { failure } from '../../../shared/failure.ts';
import type { CredentialState, CredentialView } from '../../../shared/credential.ts';
import type { GatewayState, HelperState } from '../../../shared/state.ts';
import { helperView } from '../../support/scripted-panel.ts';

const now = new Date(2026, 10, 22, 14, 8, 6).getTime();
const refusedAt = new Date(2026, 10, 22, 14, 2, 6).getTime();

const credential = (
  state: CredentialState,
  change: Partial<CredentialView> = {},
): CredentialView => ({
  id: 'openai',
  version: 1,
  label: 'OpenAI API key',
  provider: 'OpenAI',
  kind: 'api-key',
  generation: 1,
  store: 'keyring',
  state,
  lastWorkedAt: null,
  lastWorkedBy: null,
  lastRefusedAt: null,
  lastRefusedBy: null,
  lastRefusedCode: null,
  declared: { account: null, plan: null, endsAt: null, canRenew: false, gatewaySays: null },
  finding: null,
  signIn: null,
  acts: ['set-key', 'remove'],
  ...change,
});

const connected = (since: number): GatewayState => ({
  phase: 'connected',
  since,
  connId: 'c',
  bootId: 'b',
});

const sentence = (state: CredentialState, gateway: GatewayState | null = null): string =>
  describeCredential(credential(state), gateway, now).sentence;

describe('the row of a credential', () => {
  it.each<[CredentialState, string, string | null]>([
    [{ phase: 'good', lastWorkedAt: now - 240_000 }, 'Last worked 4 min ago.', null],
    [{ phase: 'renewing', since: now }, 'Renewing sign-in…', null],
    [
      { phase: 'ends-soon', endsAt: new Date(2026, 10, 22, 18, 40).getTime() },
      'Sign-in ends 18:40 and cannot renew itself.',
      'Sign in now',
    ],
    [
      { phase: 'needs-sign-in', refusedAt, waiting: 3 },
      'OpenAI refused this sign-in at 14:02. 3 helpers are waiting.',
      'Sign in and continue (3)',
    ],
    [
      { phase: 'needs-sign-in', refusedAt: null, waiting: 1 },
      'No key for OpenAI yet. 1 helper is waiting.',
      'Sign in and continue',
    ],
    [{ phase: 'needs-sign-in', refusedAt: null, waiting: 0 }, 'No key for OpenAI yet.', 'Add key'],
    [
      { phase: 'limited', opensAt: new Date(2026, 10, 22, 15, 30).getTime() },
      'Limit reached. Opens again 15:30.',
      null,
    ],
    [
      { phase: 'limited', opensAt: null },
      'Limit reached. It was not said when it opens again.',
      null,
    ],
    [
      { phase: 'refused-by-gateway', refusedAt },
      'The gateway does not accept this device.',
      'Pair again',
    ],
    [{ phase: 'not-checked' }, 'Not checked yet.', null],
    [
      { phase: 'cannot-store' },
      'No password store is unlocked. Sign-ins last until you quit.',
      null,
    ],
  ])('of %o says “%s”', (state, words, action) => {
    const row = describeCredential(credential(state), null, now);
    expect(row.sentence).toBe(words);
    expect(row.action).toBe(action);
    expect(row.word).not.toBe('');
    expect(describeCredentialShort(credential(state), now)).not.toMatch(/undefined|null/);
  });

  it('claims that the session is not affected only when the link held through the refusal', () => {
    const state: CredentialState = { phase: 'needs-sign-in', refusedAt, waiting: 0 };
    const claim = 'Your OpenClaw session is not affected.';
    expect(sentence(state, connected(refusedAt - 1))).toContain(claim);
    expect(sentence(state, connected(refusedAt + 1))).not.toContain(claim);
    expect(sentence(state, { phase: 'stopped', since: 0 })).not.toContain(claim);
    expect(sentence({ ...state, refusedAt: null }, connected(0))).not.toContain(claim);
  });

  it('says when a key lasts only until quit', () => {
    const view = credential({ phase: 'not-checked' }, { store: 'memory' });
    expect(describeCredential(view, null, now).sentence).toContain('It lasts until you quit.');
  });

  it('shows what was observed, the newest first', () => {
    const observed = (change: Partial<CredentialView>) =>
      describeCredential(credential({ phase: 'not-checked' }, change), null, now).observed;
    expect(observed({})).toEqual(['Nothing yet']);
    expect(observed({ lastWorkedAt: refusedAt - 9, lastRefusedAt: refusedAt })).toEqual([
      'Refused 14:02',
      'worked 6 min ago',
    ]);
    expect(observed({ lastWorkedAt: refusedAt + 9, lastRefusedAt: refusedAt })[0]).toBe(
      'Worked 5 min ago',
    );
  });

  it('says how to mend a password store', () => {
    expect(describeKeyring({ phase: 'locked' }).hint).toContain('Unlock');
    expect(describeKeyring({ phase: 'none', why: 'there is no session bus' }).hint).toContain(
      'there is no session bus',
    );
    expect(describeKeyring({ phase: 'unlocked', backend: 'KWallet' }).sentence).toContain(
      'KWallet',
    );
    expect(describeKeyring({ phase: 'asking' }).tone).toBe('neutral');
  });
});

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
});
