import { describe, expect, it } from 'vitest';
import { describeCredentialAct } from '../../../shared/describe-credential-act.ts';
import {
  describeCredential,
  describeCredentialShort,
} from '../../../shared/describe-credential.ts';
import type {
  CredentialAct,
  CredentialKind,
  CredentialState,
  CredentialView,
  DeclaredView,
  SecretStore,
} from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import type { GatewayState } from '../../../shared/state.ts';
import { credentialView } from '../../fakes/credential-view.ts';
import { moments } from './moments.ts';
import { nothingDeclared as nothing } from './nothing-declared.ts';

const { now, refusedAt, tonight } = moments;

const connected = (since: number): GatewayState => ({
  phase: 'connected',
  since,
  connId: 'c',
  bootId: 'b',
});

const everyAct: readonly CredentialAct[] = [
  'set-key',
  'sign-in',
  'sign-out',
  'check',
  'pair',
  'remove',
  'keep-in-file',
  'keep-in-keyring',
];

const sentence = (
  state: CredentialState,
  change: Partial<CredentialView> = {},
  gateway: GatewayState | null = null,
): string => describeCredential(credentialView(state, change), gateway, now).sentence;

const notChecked: CredentialState = { phase: 'not-checked' };
const refused: CredentialState = { phase: 'needs-sign-in', refusedAt, waiting: 0, continuing: 0 };

describe('the row of a credential', () => {
  it.each<[CredentialState, string, string | null, string | null]>([
    [{ phase: 'good', lastWorkedAt: now - 240_000 }, 'Last worked 4 min ago.', null, null],
    [{ phase: 'renewing', since: now }, 'Renewing sign-in…', null, null],
    [
      { phase: 'ends-soon', endsAt: tonight },
      'Key ends today at 18:40 and cannot renew itself.',
      'Replace key',
      'set-key',
    ],
    [
      { phase: 'ends-soon', endsAt: refusedAt },
      'Key ended today at 14:02 and cannot renew itself.',
      'Replace key',
      'set-key',
    ],
    [
      { phase: 'needs-sign-in', refusedAt, waiting: 3, continuing: 3 },
      'OpenAI refused this key at 14:02. 3 helpers are waiting.',
      'Sign in and continue (3)',
      'set-key',
    ],
    [
      { phase: 'needs-sign-in', refusedAt, waiting: 3, continuing: 2 },
      'OpenAI refused this key at 14:02. 3 helpers are waiting.',
      'Sign in and continue (2)',
      'set-key',
    ],
    [
      { phase: 'needs-sign-in', refusedAt, waiting: 1, continuing: 0 },
      'OpenAI refused this key at 14:02. 1 helper is waiting.',
      'Sign in',
      'set-key',
    ],
    [
      { phase: 'needs-sign-in', refusedAt: null, waiting: 1, continuing: 1 },
      'No key for OpenAI yet. 1 helper is waiting.',
      'Sign in and continue',
      'set-key',
    ],
    [
      { phase: 'needs-sign-in', refusedAt: null, waiting: 0, continuing: 0 },
      'No key for OpenAI yet.',
      'Add key',
      'set-key',
    ],
    [
      { phase: 'limited', opensAt: new Date(2026, 10, 22, 15, 30).getTime() },
      'Limit reached. Opens again 15:30.',
      'Switch account',
      'switch-account',
    ],
    [
      { phase: 'limited', opensAt: null },
      'Limit reached. It was not said when it opens again.',
      'Switch account',
      'switch-account',
    ],
    [
      { phase: 'refused-by-gateway', refusedAt },
      'The gateway does not accept this device.',
      'Pair again',
      'pair',
    ],
    [notChecked, 'Not checked yet.', 'Check', 'check'],
    [
      { phase: 'cannot-store' },
      'No password store is unlocked. Sign-ins last until you quit.',
      'How to fix',
      'how-to-fix',
    ],
  ])('of %o says “%s”', (state, words, action, act) => {
    const view = credentialView(state, { acts: everyAct });
    const row = describeCredential(view, null, now);
    expect(row.sentence).toBe(words);
    expect({ action: row.action, act: row.act }).toEqual({ action, act });
    expect(row.word).not.toBe('');
    expect(describeCredentialShort(view, now)).not.toMatch(/undefined|null/);
  });

  it('switches no account of OpenClaw, which chooses among its own', () => {
    const view = credentialView({ phase: 'limited', opensAt: null }, { kind: 'gateway-model-key' });
    expect(describeCredential(view, null, now).action).toBeNull();
  });

  it.each<CredentialState>([
    refused,
    notChecked,
    { phase: 'refused-by-gateway', refusedAt },
    { phase: 'ends-soon', endsAt: tonight },
  ])('of %o offers no button for what cannot be done', (state) => {
    const row = describeCredential(credentialView(state, { acts: [] }), null, now);
    expect(row).toMatchObject({ action: null, act: null });
  });

  it('says of an account who is signed in, and that a sign-in is what it needs', () => {
    const account: Partial<CredentialView> = {
      kind: 'account',
      acts: ['sign-in', 'sign-out'],
      declared: { ...nothing, account: 'ana@example.org', endsAt: tonight, canRenew: true },
    };
    expect(sentence({ phase: 'good', lastWorkedAt: now - 240_000 }, account)).toBe(
      'Signed in as ana@example.org. Last worked 4 min ago.',
    );
    expect(sentence(refused, account)).toBe('OpenAI refused this sign-in at 14:02.');
    const row = describeCredential(credentialView(refused, account), null, now);
    expect(row).toMatchObject({
      action: 'Sign in',
      act: 'sign-in',
      declared: 'Ends 18:40, can renew',
      kind: 'Account',
    });
    const none: CredentialState = {
      phase: 'needs-sign-in',
      refusedAt: null,
      waiting: 0,
      continuing: 0,
    };
    const signedOut = { ...account, generation: 0, store: 'none' } as const;
    expect(describeCredential(credentialView(none, signedOut), null, now)).toMatchObject({
      word: 'Not signed in',
      sentence: 'Not signed in to OpenAI yet.',
      declared: 'Not signed in',
    });
  });

  it.each([
    [
      'account',
      'Its sign-in is in the password store, which is not unlocked. Unlock it, or sign in anew.',
    ],
    [
      'api-key',
      'Its key is in the password store, which is not unlocked. Unlock it, or give the key anew.',
    ],
  ] as const)('says of an %s that it is locked away', (kind, says) => {
    const none = { phase: 'needs-sign-in', refusedAt: null, waiting: 0, continuing: 0 } as const;
    const view = credentialView(none, { kind, generation: 0, store: 'keyring' });
    expect(describeCredential(view, null, now)).toMatchObject({
      word: 'Locked away',
      sentence: says,
      declared: 'Locked away',
    });
  });

  it.each<[string, Partial<DeclaredView>, string]>([
    ['nothing', {}, 'No end'],
    ['an end that renews', { endsAt: tonight, canRenew: true }, 'Ends 18:40, can renew'],
    ['an end', { endsAt: tonight }, 'Ends 18:40, cannot renew'],
    ['an end that was', { endsAt: refusedAt }, 'Ended 14:02, cannot renew'],
    ['an end of another day', { endsAt: now + 86_400_000 }, 'Ends 23 Nov 14:08, cannot renew'],
    ['that it expired, not when', { gatewaySays: 'expired' }, 'Expired'],
    ['static', { gatewaySays: 'static' }, 'No end'],
    ['an end that is no time', { endsAt: Number.NaN, canRenew: true }, 'No end, can renew'],
  ])('of a token that says %s', (_what, says, words) => {
    const view = credentialView(notChecked, { declared: { ...nothing, ...says } });
    expect(describeCredential(view, null, now).declared).toBe(words);
  });

  it('has a word for every kind and every store', () => {
    const kinds: readonly CredentialKind[] = [
      'api-key',
      'account',
      'gateway-token',
      'gateway-password',
      'device-token',
      'gateway-model-key',
      'gateway-model-sign-in',
    ];
    const stores: readonly SecretStore[] = ['keyring', 'memory', 'file', 'codex-home', 'gateway'];
    const of = (change: Partial<CredentialView>) =>
      describeCredential(credentialView(notChecked, change), null, now);
    // Whose key it is, its place says.
    expect(of({ kind: 'gateway-model-key' }).kind).toBe(of({ kind: 'api-key' }).kind);
    expect(new Set(kinds.map((kind) => of({ kind }).kind)).size).toBe(kinds.length - 1);
    expect(new Set(stores.map((store) => of({ store }).store)).size).toBe(stores.length);
    expect(of({ store: 'none' }).store).toBe('');
    expect(of({ store: 'file' }).store).toContain('0600');
  });

  it('claims that the session is not affected only when the link held through the refusal', () => {
    const claim = 'Your OpenClaw session is not affected.';
    expect(sentence(refused, {}, connected(refusedAt - 1))).toContain(claim);
    expect(sentence(refused, {}, connected(refusedAt + 1))).not.toContain(claim);
    expect(sentence(refused, {}, { phase: 'stopped', since: 0 })).not.toContain(claim);
    const none: CredentialState = {
      phase: 'needs-sign-in',
      refusedAt: null,
      waiting: 0,
      continuing: 0,
    };
    expect(sentence(none, {}, connected(0))).not.toContain(claim);
  });

  it('says that sessions are affected when the credential is their own', () => {
    const said = sentence(refused, { kind: 'gateway-model-key' }, connected(0));
    expect(said).toBe(
      'OpenAI refused this key at 14:02. OpenClaw sessions that use it get no answer.',
    );
  });

  it('says when a key lasts only until quit', () => {
    expect(sentence(notChecked, { store: 'memory' })).toContain('It lasts until you quit.');
  });

  it('tells a refused gateway token from a refused device', () => {
    const state: CredentialState = { phase: 'refused-by-gateway', refusedAt };
    for (const kind of ['gateway-token', 'gateway-password'] as const) {
      expect(sentence(state, { kind })).toContain('does not accept it');
    }
    expect(sentence(state, { kind: 'device-token' })).toContain('this device');
  });

  it('names the command that pairs this device', () => {
    const state: CredentialState = { phase: 'refused-by-gateway', refusedAt };
    const blocked: GatewayState = {
      phase: 'blocked',
      since: refusedAt,
      failure: failure({ kind: 'pairing-required', requestId: 'req-7' }),
    };
    expect(sentence(state, { kind: 'device-token' }, blocked)).toContain(
      'openclaw devices approve req-7',
    );
    expect(sentence(state, { kind: 'device-token' })).not.toContain('openclaw');
  });

  it('says why a key of the gateway needs more rights, and of no other key', () => {
    const note = (kind: CredentialKind) =>
      describeCredential(credentialView(notChecked, { kind }), null, now).note;
    expect(note('gateway-model-key')).toContain('operator.admin');
    expect(note('api-key')).toBe('');
  });

  it('shows what was observed, the newest first', () => {
    const observed = (change: Partial<CredentialView>) =>
      describeCredential(credentialView(notChecked, change), null, now).observed;
    expect(observed({})).toEqual(['Nothing yet']);
    expect(observed({ lastWorkedAt: refusedAt - 9, lastRefusedAt: refusedAt })).toEqual([
      'Refused 14:02',
      'worked 6 min ago',
    ]);
    expect(observed({ lastWorkedAt: refusedAt + 9, lastRefusedAt: refusedAt })[0]).toBe(
      'Worked 5 min ago',
    );
  });

  it('says in the menu what an act does, and that a check of the gateway costs a call', () => {
    const label = (act: CredentialAct, change: Partial<CredentialView> = {}) =>
      describeCredentialAct(act, credentialView(notChecked, change));
    expect(new Set(everyAct.map((act) => label(act))).size).toBe(everyAct.length);
    expect(label('set-key')).toBe('Replace key…');
    expect(label('set-key', { generation: 0 })).toBe('Add key…');
    expect(label('check')).toBe('Check');
    expect(label('check', { kind: 'gateway-model-key' })).toContain('model call');
  });
});

it('a pill says that something ended once it has', () => {
  const word = (endsAt: number) =>
    describeCredential(credentialView({ phase: 'ends-soon', endsAt }), null, now).word;
  expect([word(tonight), word(refusedAt)]).toEqual(['Ends soon', 'Ended']);
});
