import { describe, expect, it } from 'vitest';
import { protocolMethods } from '../../../electron/codex/protocol.ts';
import { describeBlast, describeEffect } from '../../../shared/describe-effect.ts';
import { describeCause } from '../../../shared/describe-cause.ts';
import { describeFailure, describeRaw, pairingCommand } from '../../../shared/describe-failure.ts';
import { failure, type FailureCause, type UnreachableReason } from '../../../shared/failure.ts';
import type { BlastRadius, BlastSample } from '../../../shared/state.ts';

const provider = 'OpenAI';
const target = 'ws://127.0.0.1:18789';

const reasons: readonly UnreachableReason[] = [
  'not-listening',
  'starting',
  'restarting',
  'stopped',
  'abnormal-close',
  'timeout',
  'network',
  'proxy',
  'dropped',
  'busy',
];

/** One of each kind; the type makes a new kind fail here until it has its words. */
const each = {
  unauthorized: { kind: 'unauthorized', credentialId: 'openai', generation: 1, provider },
  'cannot-tell': { kind: 'cannot-tell', provider: 'OpenAI' },
  forbidden: { kind: 'forbidden', provider },
  'rate-limited': { kind: 'rate-limited', provider },
  quota: { kind: 'quota', provider },
  'provider-error': { kind: 'provider-error', provider, status: 500 },
  unreachable: { kind: 'unreachable', reason: 'timeout', target },
  'no-answer': { kind: 'no-answer', provider, silentMs: 30_000 },
  stalled: { kind: 'stalled', phase: 'turn', silentMs: 120_000 },
  exited: { kind: 'exited', exitCode: null, signal: 'SIGKILL', stderrTail: '' },
  limit: { kind: 'limit', what: 'memory', most: 4e9 },
  'broken-pipe': { kind: 'broken-pipe' },
  keeper: { kind: 'keeper', why: 'frozen' },
  protocol: { kind: 'protocol' },
  incompatible: { kind: 'incompatible', found: 'codex 0.150.0', needed: '0.169.0 or newer' },
  'not-found': { kind: 'not-found', command: 'codex' },
  'no-sandbox': { kind: 'no-sandbox' },
  misconfigured: { kind: 'misconfigured', what: 'the folder is missing' },
  'pairing-required': { kind: 'pairing-required', requestId: '3f9c1e' },
  'missing-scope': { kind: 'missing-scope', scope: 'operator.write' },
  'invalid-input': { kind: 'invalid-input', what: 'prompt: is missing' },
  'unknown-id': { kind: 'unknown-id', what: 'helper “x”' },
  'needs-confirmation': { kind: 'needs-confirmation', what: 'Remove the helper “x”' },
  storage: { kind: 'storage', what: 'the settings' },
  unreadable: { kind: 'unreadable', what: 'the entry' },
  'not-opened': { kind: 'not-opened', what: 'the log folder' },
  'would-leak': { kind: 'would-leak', what: 'the bundle' },
  unexpected: { kind: 'unexpected' },
} satisfies { readonly [K in FailureCause['kind']]: FailureCause & { readonly kind: K } };

const all: readonly FailureCause[] = [
  ...Object.values(each),
  ...reasons.map((reason): FailureCause => ({ kind: 'unreachable', reason, target })),
  { ...each.unauthorized, generation: 0 },
  { ...each['provider-error'], status: null },
  { kind: 'exited', exitCode: 3, signal: null, stderrTail: '' },
  { kind: 'exited', exitCode: null, signal: null, stderrTail: '' },
];

const cause = (one: FailureCause): string =>
  describeFailure(failure(one), { subject: 'helper', now: 0 }).cause;

const sample = (change: Partial<BlastSample> = {}): BlastSample => ({
  at: 1,
  connId: 'c',
  bootId: 'b',
  sessionsTotal: 12,
  sessionsRunning: ['main'],
  helpersTotal: 5,
  helpersAlive: ['h2', 'h3', 'h4', 'h5'],
  ...change,
});

const blast = (
  before: BlastSample,
  after: BlastSample,
  changed: readonly string[] = [],
): BlastRadius => ({ before, after, same: changed.length === 0, changed, rows: [] });

describe('a cause', () => {
  it('names who and what, without a full stop, for every kind and every subject', () => {
    for (const one of all) {
      for (const subject of ['helper', 'gateway', 'app'] as const) {
        const words = describeFailure(failure(one), { subject, now: 0 });
        expect(words.cause).toMatch(/^\S.{5,}[^.!\s]$/);
        expect(words.cause).not.toMatch(/undefined|null|NaN|something went wrong|oops|please/i);
        expect(words.effect).not.toMatch(/undefined|null|NaN/);
        expect(words.hint).toMatch(/^$|[.)]$/);
        expect(words.action?.label ?? 'none').toMatch(/^\S.*[^.!]$/);
      }
    }
  });

  it('has its own sentence for each reason of being unreachable', () => {
    const sentences = reasons.map((reason) => cause({ kind: 'unreachable', reason, target }));
    expect(new Set(sentences).size).toBe(reasons.length);
    expect(sentences[0]).toBe('127.0.0.1:18789 refused the connection (nothing is listening)');
  });

  it.each([
    [each.unauthorized, 'Sign-in refused by OpenAI'],
    [{ ...each.unauthorized, generation: 0 }, 'No key for OpenAI yet'],
    [each.exited, 'Helper process was killed (SIGKILL)'],
    [each['rate-limited'], 'Limit reached at OpenAI'],
    [each['not-found'], 'codex was not found'],
    [each['no-answer'], 'No answer from OpenAI for 30 s'],
    [each.stalled, 'No progress for 2 min in the middle of its turn'],
    [
      { ...each.stalled, phase: 'thread/start' },
      'No progress for 2 min while its conversation was opened',
    ],
    [{ ...each.stalled, phase: 'some/method' }, 'No progress for 2 min'],
    [each.unexpected, 'Unknown failure'],
  ] as const)('of %o is “%s”', (one, words) => {
    expect(cause(one)).toBe(words);
  });

  it.each([
    [failure(each.unexpected, '', 'EMFILE'), 'Bulkhead has as many files open as it may'],
    [failure(each.unexpected, '', 'ENFILE'), 'The system has as many files open as it can'],
    [failure(each.unexpected, '', 'EAGAIN'), 'No more processes can be started'],
    [
      failure({ kind: 'storage', what: 'the note' }, '', 'EMFILE'),
      'Could not be saved: the note (Bulkhead has as many files open as it may)',
    ],
  ] as const)('of %o, by its code, is “%s”', (one, words) => {
    expect(describeFailure(one, { subject: 'helper', now: 0 }).cause).toBe(words);
  });

  it.each([[{ ...each.stalled, phase: 'x' }, 'No progress for 2 min']] as const)(
    'of %o is “%s”',
    (one, words) => {
      expect(cause(one)).toBe(words);
    },
  );

  it('of a gateway is worded for the gateway', () => {
    const words = describeFailure(failure(each.unauthorized), { subject: 'gateway', now: 0 });
    expect(words.cause).toBe('The gateway refused the token');
    expect(words.action?.label).toBe('Set token');
    const byPassword = failure(each.unauthorized, '', 'AUTH_PASSWORD_MISSING');
    const password = describeFailure(byPassword, { subject: 'gateway', now: 0 });
    expect(password.cause).toBe('The gateway refused the password');
    expect(password.action?.label).toBe('Set password');
    expect(password.hint).not.toContain('token');
    const pairing = describeFailure(failure(each['pairing-required']), {
      subject: 'gateway',
      now: 0,
    });
    expect(pairing.hint).toMatch(/^Run it on the computer of the gateway\./);
    expect(pairingCommand('3f9c1e')).toBe('openclaw devices approve 3f9c1e');
    expect(pairingCommand(null)).toBe('openclaw devices list');
  });
});

describe('the one action', () => {
  it('counts the helpers that will continue', () => {
    const label = (waiting: number) =>
      describeFailure(failure(each.unauthorized), { subject: 'helper', waiting, now: 0 }).action
        ?.label;
    expect([1, 3].map(label)).toEqual(['Sign in and continue', 'Sign in and continue (3)']);
  });

  it('of a folder that cannot be worked in is to start again, and of a setting to open it', () => {
    const act = (one: FailureCause) =>
      describeFailure(failure(one), { subject: 'helper', now: 0 }).action?.act;
    expect(act({ ...each.misconfigured, folder: '/gone' })).toBe('retry');
    expect(act({ kind: 'misconfigured', what: 'config.toml' })).toBe('settings');
  });

  it('says no name of the protocol to a person, whatever stalled', () => {
    for (const phase of ['turn', 'start', 'stream', ...protocolMethods.requests]) {
      expect(cause({ kind: 'stalled', phase, silentMs: 30_000 })).not.toMatch(/\w\/\w/);
    }
  });

  it('of a gateway that does not answer has no number that would go stale', () => {
    const silent = failure({ kind: 'stalled', phase: 'gateway', silentMs: 17_000 });
    expect(describeCause(silent, 'gateway')).toBe('The gateway does not answer');
  });

  it('of a helper that ended is to start it again, whoever refused it', () => {
    const act = (one: FailureCause, ended: boolean) =>
      describeFailure(failure(one), { subject: 'helper', ended, now: 0 }).action;
    expect(act(each.unauthorized, true)).toEqual({ label: 'Start again', act: 'retry' });
    expect(act(each.unauthorized, false)?.act).toBe('sign-in');
  });

  it('promises no continuation where the helper will ask first', () => {
    const words = describeFailure(failure(each.unauthorized), {
      subject: 'helper',
      willAsk: true,
      waiting: 3,
      byBrowser: true,
      now: 0,
    });
    expect(words.action).toEqual({ label: 'Sign in, then ask', act: 'sign-in' });
    expect(words.hint).toContain('Opens your browser. Nothing continues by itself');
  });

  it('of a limit says when it opens, or that it was not said', () => {
    const opensAt = new Date(2026, 10, 22, 15, 30).getTime();
    const hint = (one: FailureCause) =>
      describeFailure(failure(one), { subject: 'helper', now: opensAt - 1 }).hint;
    expect(hint({ ...each['rate-limited'], opensAt })).toBe('Opens again 15:30.');
    expect(hint(each.quota)).toBe('OpenAI did not say when it opens again.');
    expect(hint({ ...each.quota, opensAt: opensAt - 60_000 })).toBe(
      'It was to open again 15:29: start again now.',
    );
    const odd = failure(each.quota, 'Your plan resets on the third of next month.');
    expect(describeFailure(odd, { subject: 'helper', now: opensAt }).hint).toBe(
      'When it opens again, OpenAI may say in the raw error.',
    );
  });
});

describe('the effect', () => {
  const lead = 'This helper stopped.';

  it('is written from the numbers when nothing else moved', () => {
    expect(describeEffect(lead, blast(sample(), sample()))).toBe(
      'This helper stopped. Session, gateway and 4 other helpers unaffected.',
    );
    const alone = sample({ helpersAlive: [], sessionsTotal: 0, sessionsRunning: [] });
    expect(describeEffect(lead, blast(alone, alone))).toBe(
      'This helper stopped. Gateway unaffected.',
    );
  });

  it('claims nothing that was not measured', () => {
    expect(describeEffect(lead, null)).toBe(lead);
    const offline = sample({ connId: null, bootId: null, helpersAlive: ['h2'] });
    expect(describeEffect(lead, blast(offline, offline))).toBe(
      'This helper stopped. 1 other helper unaffected.',
    );
    const nothing = sample({ connId: null, bootId: null, helpersAlive: [] });
    expect(describeEffect(lead, blast(nothing, nothing))).toBe(
      'This helper stopped. Nothing else was running.',
    );
  });

  it('says what moved, and only the rest is unaffected', () => {
    const after = sample({ helpersAlive: ['h3', 'h4', 'h5'] });
    const changed = ['1 other helper stopped too: docs-bot'];
    expect(describeEffect(lead, blast(sample(), after, changed))).toBe(
      'This helper stopped. 1 other helper stopped too: docs-bot. Session, gateway and 3 other helpers unaffected.',
    );
    const reconnected = sample({ connId: 'd' });
    expect(
      describeEffect(lead, blast(sample(), reconnected, ['the gateway connection changed'])),
    ).toBe('This helper stopped. The gateway connection changed. 4 other helpers unaffected.');
    const turnLost = sample({ sessionsRunning: [] });
    expect(describeEffect(lead, blast(sample(), turnLost, ['main ended its turn']))).not.toContain(
      'Session, ',
    );
  });

  it('has a hint for the closed fold', () => {
    expect(describeBlast(null)).toBe('not measured');
    expect(describeBlast(blast(sample(), sample()))).toBe('nothing else moved');
    expect(describeBlast(blast(sample(), sample(), ['a']))).toBe('1 thing changed');
    expect(describeRaw(failure(each.unauthorized, '{"type":"error"}', 401))).toBe(
      '401, secrets removed',
    );
    expect(describeRaw(failure(each.unexpected))).toBe('no text');
  });

  it('of a helper that never sent anything says that', () => {
    const words = describeFailure(failure({ ...each.unauthorized, generation: 0 }), {
      subject: 'helper',
      now: 0,
    });
    expect(words.effect).toBe('This helper waits; nothing was sent.');
  });

  it('of a helper whose key is locked away says what unlocking it does', () => {
    const locked = failure({ ...each.unauthorized, generation: 0, isLockedAway: true });
    expect(describeFailure(locked, { subject: 'helper', now: 0 })).toEqual({
      cause: 'The password store is locked',
      effect: 'This helper waits; nothing was sent.',
      action: { label: 'Give the key anew', act: 'sign-in' },
      hint: 'Unlock the desktop’s password store, or give the key of OpenAI anew: then the prompt kept here is sent once.',
    });
    const account = describeFailure(locked, {
      subject: 'helper',
      byBrowser: true,
      willAsk: true,
      now: 0,
    });
    expect(account.action?.label).toBe('Sign in anew');
    expect(account.hint).toBe(
      'Unlock the desktop’s password store, or sign in anew: then you choose how to go on.',
    );
  });

  it('says what a helper had done by then, before it is started again', () => {
    const hintOf = (one: FailureCause, toolsRun: number, ended: boolean) =>
      describeFailure(failure(one), { subject: 'helper', ended, toolsRun, now: 0 }).hint;
    for (const one of all) {
      expect(hintOf(one, 2, true)).toMatch(/^It had run 2 tools; its finished steps are gone/);
      expect(hintOf(one, 0, true)).not.toContain('It had run');
    }
    // One that is parked says so itself, and may still go on behind them.
    expect(hintOf(each.unauthorized, 2, false)).not.toContain('It had run');
  });
});
