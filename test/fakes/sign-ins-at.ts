import type { SignInView } from '../../shared/credential.ts';
import { failure } from '../../shared/failure.ts';

/** A sign-in at every moment that a person can meet, begun and to end at these times (epoch ms). */
export const signInsAt = (since: number, endsAt: number) => {
  const device = {
    phase: 'device',
    since,
    endsAt,
    verificationUrl: 'https://auth.openai.com/codex/device?from=bulkhead',
    userCode: 'WDKQ-7M4TX',
    pace: 'pending',
    opened: true,
  } as const;
  return {
    queued: { phase: 'queued', flow: 'browser', behind: 'ChatGPT, team' },
    starting: { phase: 'starting', flow: 'browser', since },
    browser: { phase: 'browser', since, endsAt, opened: true },
    'browser-unopened': { phase: 'browser', since, endsAt, opened: false },
    device,
    'slow-down': { ...device, pace: 'slow-down' },
    expired: { phase: 'expired', flow: 'device' },
    paused: { phase: 'expired', flow: 'device', pausedUntil: since + 38_000 },
    'expired-browser': { phase: 'expired', flow: 'browser' },
    denied: { phase: 'denied', flow: 'device', words: 'access_denied: the user declined' },
    'port-taken': { phase: 'port-taken', pid: 4_711, program: 'node' },
    failed: {
      phase: 'failed',
      flow: 'browser',
      failure: failure(
        { kind: 'unreachable', reason: 'proxy', target: 'https://auth.openai.com' },
        'workspace routing discovery failed',
        'login',
      ),
    },
    done: { phase: 'done', at: since + 27_000 },
  } as const satisfies Readonly<Record<string, SignInView>>;
};
