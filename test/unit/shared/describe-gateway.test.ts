import { describe, expect, it } from 'vitest';
import { idleGateway } from '../../../electron/gateway/link/view-keeper.ts';
import {
  describeGateway,
  describeNotShown,
  describeStale,
} from '../../../shared/describe-gateway.ts';
import { describeQuit, describeState } from '../../../shared/describe-summary.ts';
import { failure, type FailureCause, type UnreachableReason } from '../../../shared/failure.ts';
import type { GatewayState, GatewayView } from '../../../shared/state.ts';
import { helperView, scriptedPanel } from '../../support/scripted-panel.ts';

const since = new Date(2026, 10, 22, 14, 20, 11).getTime();
const target = 'ws://127.0.0.1:18789';

const view = (state: GatewayState): GatewayView => ({
  ...idleGateway,
  url: target,
  version: '2026.9.6',
  state,
});

const waiting = (reason: UnreachableReason): GatewayState => ({
  phase: 'waiting',
  attempt: 4,
  since,
  retryAt: since + 8_000,
  failure: failure({ kind: 'unreachable', reason, target }),
});

const blocked = (cause: FailureCause): GatewayState => ({
  phase: 'blocked',
  since,
  failure: failure(cause),
});

const link = { since, connId: 'c', bootId: 'b' };

describe('the header of the link', () => {
  it('names the cause, counts down apart from the title, and offers to try now', () => {
    expect(describeGateway(view(waiting('not-listening')), since)).toEqual({
      tone: 'attention',
      title: 'Gateway not reachable',
      countdown: 'Trying again in 8 s',
      detail:
        '127.0.0.1:18789 refused the connection (nothing is listening). Attempt 4, since 14:20:11.',
      short: 'Waiting to retry',
      action: { label: 'Retry now', command: 'gateway.retry' },
    });
  });

  it('tells a start, a restart, a stop and a cut apart', () => {
    const titles = (['starting', 'restarting', 'stopped', 'abnormal-close'] as const).map(
      (reason) => describeGateway(view(waiting(reason)), since).title,
    );
    expect(titles).toEqual([
      'Gateway is starting',
      'Gateway is restarting',
      'Gateway was stopped',
      'Gateway ended the connection',
    ]);
  });

  it('says who must act when it is blocked, and that no timer does', () => {
    const pairing = describeGateway(
      view(blocked({ kind: 'pairing-required', requestId: '3f9c1e' })),
      since,
    );
    expect(pairing.title).toBe('Gateway waits for you: this device is not paired');
    expect(pairing.detail).toContain(
      'Answered at 14:20:11. Bulkhead does not try again by itself.',
    );
    const version = describeGateway(
      view(blocked({ kind: 'incompatible', found: 'protocol 3', needed: 'protocol 4' })),
      since,
    );
    expect(version.detail).toContain('The gateway speaks protocol 3; Bulkhead speaks protocol 4.');
  });

  it('says until when it asks to wait', () => {
    const limited = { kind: 'rate-limited', provider: 'The gateway' } as const;
    const detail = (cause: FailureCause) => describeGateway(view(blocked(cause)), since).detail;
    expect(detail({ ...limited, opensAt: since + 60_000 })).toBe(
      'Limit reached at The gateway. Opens again 14:21. Bulkhead does not try again by itself.',
    );
    expect(detail(limited)).toContain('The gateway did not say when it opens again.');
  });

  it('calls no connection lost that never was', () => {
    const title = (connId: string | null) =>
      describeGateway({ ...view(waiting('abnormal-close')), connId }, since).title;
    expect(title('c')).toBe('Gateway connection lost');
    expect(title(null)).toBe('Gateway ended the connection');
  });

  it('tells a silence by its beginning, so that no number goes stale', () => {
    const stalled = failure({ kind: 'stalled', phase: 'probe', silentMs: 12_000 });
    const words = describeGateway(
      view({ phase: 'degraded', ...link, failure: stalled }),
      since + 1,
    );
    expect(words.title).toBe('Gateway does not answer');
    expect(words.detail).toBe('No answer since 14:20:11; the connection is kept and asked again.');
  });

  it('has different words for every state', () => {
    const states: readonly GatewayState[] = [
      { phase: 'idle' },
      { phase: 'connecting', attempt: 1, since },
      { phase: 'connected', ...link },
      { phase: 'degraded', ...link, failure: failure({ kind: 'missing-scope', scope: 's' }) },
      waiting('timeout'),
      blocked({
        kind: 'unauthorized',
        credentialId: 'gateway',
        generation: 1,
        provider: 'gateway',
      }),
      { phase: 'stopped', since },
    ];
    const titles = states.map((state) => describeGateway(view(state), since).title);
    const shorts = states.map((state) => describeGateway(view(state), since).short);
    expect(new Set(titles).size).toBe(states.length);
    expect(new Set(shorts).size).toBe(states.length);
    for (const title of titles) expect(title).not.toMatch(/[.!\d]$/);
  });

  it('dates what was read before the link was lost', () => {
    const lost = { ...view(waiting('timeout')), sessionsReadAt: since };
    expect(describeStale(lost, since)).toBe('State at 14:20:11');
    expect(describeStale(lost, since + 86_400_000)).toBe('State at 22 Nov 14:20:11');
    expect(describeStale({ ...lost, state: { phase: 'connected', ...link } }, since)).toBeNull();
    expect(describeStale({ ...lost, sessionsReadAt: null }, since)).toBeNull();
  });

  it('dates nothing that is followed, whatever other right is missing', () => {
    const lacking = (scope: string) => {
      const failed = failure({ kind: 'missing-scope', scope });
      const state = { phase: 'degraded', ...link, failure: failed } as const;
      return describeStale({ state, sessionsReadAt: since }, since);
    };
    expect(lacking('operator.write')).toBeNull();
    expect(lacking('operator.read')).toBe('State at 14:20:11');
  });

  it('are counted where the list leaves some out', () => {
    const left = (sessionsNotShown: number | null) =>
      describeNotShown({ ...view(waiting('timeout')), sessionsNotShown });
    expect(left(0)).toBeNull();
    expect(left(1)).toBe('1 more is in the gateway and not shown here');
    expect(left(null)).toBe('more are in the gateway and not shown here');
  });
});

describe('the state in one line', () => {
  it('is different for different states and leaves zero out', () => {
    const panel = scriptedPanel();
    panel.store.setGateway(view({ phase: 'connected', ...link }));
    expect(describeState(panel.state(), since)).toBe('OpenClaw: connected');
    const refused = failure({
      kind: 'unauthorized',
      credentialId: 'a',
      generation: 1,
      provider: 'OpenAI',
    });
    panel.store.setHelpers([
      helperView({ id: 'a' }),
      helperView({ id: 'b', state: { phase: 'starting' } }),
      helperView({
        id: 'c',
        state: { phase: 'waiting-for-sign-in', failure: refused, processUntil: null },
      }),
      helperView({ id: 'd', state: { phase: 'queued' } }),
      helperView({ id: 'e', state: { phase: 'failed', failure: refused }, fromHistory: true }),
    ]);
    expect(describeState(panel.state(), since)).toBe(
      'OpenClaw: connected · 1 needs sign-in · 2 working · 1 queued',
    );
    expect(describeQuit(panel.state().helpers)).toBe('Quit (3 helpers will stop)');
    expect(describeQuit([])).toBe('Quit');
  });
});
