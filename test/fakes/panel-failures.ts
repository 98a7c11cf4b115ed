import type { CredentialView } from '../../shared/credential.ts';
import { describeCause } from '../../shared/describe-cause.ts';
import { failure, statusOf, type Failure, type FailureCause } from '../../shared/failure.ts';
import type { HelperView } from '../../shared/state.ts';
import { at, completed, docs, panel, running, type PanelFixture } from './panel-fixture.ts';
import { ago, timeline, type Line } from './panel-moment.ts';
import { credential, refusedHelper, sentOff, workKey } from './panel-parts.ts';

/** How far a helper came before it failed. */
type Way =
  /** It never had a process. */
  | 'no-process'
  /** Its prompt left, and was sent again while that was safe. */
  | 'tried-thrice'
  /** Its prompt left once. */
  | 'sent';

interface Told {
  readonly cause: FailureCause;
  readonly detail?: string;
  readonly code?: string;
  readonly way: Way;
}

const told: readonly Told[] = [
  {
    cause: { kind: 'forbidden', provider: 'OpenAI' },
    detail: '{"error":{"message":"Project may not use gpt-5.5"}}',
    code: 'responseStreamConnectionFailed 403',
    way: 'sent',
  },
  {
    cause: { kind: 'rate-limited', provider: 'OpenAI', opensAt: ago(-82, 'min') },
    detail: '{"error":{"message":"Rate limit reached for gpt-5.5"}}',
    code: 'responseStreamConnectionFailed 429',
    way: 'sent',
  },
  {
    cause: { kind: 'quota', provider: 'OpenAI' },
    detail: 'You exceeded your current quota',
    code: 'usageLimitExceeded',
    way: 'sent',
  },
  {
    cause: { kind: 'provider-error', provider: 'OpenAI', status: 500 },
    detail: '{"error":{"message":"The server had an error while processing your request"}}',
    code: 'responseStreamConnectionFailed 500',
    way: 'tried-thrice',
  },
  {
    cause: { kind: 'unreachable', reason: 'proxy', target: 'https://api.openai.com/v1' },
    detail:
      'unexpected status 401 Unauthorized: <html><title>Sign in to the network</title></html>',
    code: 'responseStreamConnectionFailed 401',
    way: 'sent',
  },
  { cause: { kind: 'no-answer', provider: 'OpenAI', silentMs: 30_000 }, way: 'sent' },
  { cause: { kind: 'stalled', phase: 'turn', silentMs: 120_000 }, way: 'sent' },
  {
    cause: { kind: 'exited', exitCode: null, signal: 'SIGKILL', stderrTail: 'fatal: killed' },
    detail: 'fatal: killed',
    way: 'sent',
  },
  {
    cause: { kind: 'limit', what: 'memory', most: 4_000_000_000 },
    code: 'SIGKILL',
    way: 'sent',
  },
  {
    cause: { kind: 'limit', what: 'tasks', most: 2_048 },
    detail: 'failed to spawn thread: Resource temporarily unavailable',
    code: '101',
    way: 'sent',
  },
  { cause: { kind: 'broken-pipe' }, detail: 'write EPIPE', code: 'EPIPE', way: 'sent' },
  { cause: { kind: 'protocol' }, detail: '{"id":1,"result":', way: 'sent' },
  {
    cause: { kind: 'incompatible', found: 'codex 0.61.0', needed: 'codex 0.169.0 or newer' },
    way: 'no-process',
  },
  { cause: { kind: 'not-found', command: 'codex' }, code: 'ENOENT', way: 'no-process' },
  {
    cause: {
      kind: 'misconfigured',
      what: 'the folder /home/ana/src/old does not exist',
      folder: '/home/ana/src/old',
    },
    code: 'ENOENT',
    way: 'no-process',
  },
  {
    cause: { kind: 'storage', what: 'the compartment, because the disk is full' },
    detail: 'ENOSPC: no space left on device, write',
    code: 'ENOSPC',
    way: 'no-process',
  },
  {
    cause: { kind: 'unexpected' },
    detail: 'TypeError: undefined is not a function',
    way: 'sent',
  },
];

const said = (failed: Failure): string => {
  const status = statusOf(failed);
  return status === null ? describeCause(failed, 'helper') : `OpenAI answered ${status}`;
};

const ended: readonly Line[] = [
  [ago(366), 'neutral', 'Its own client is closed'],
  [ago(364), 'ok', 'Checked: nothing else moved'],
];

const sending = (second: number): Line => [
  ago(second),
  'work',
  'Prompt sent: “Review the error handling in src/server. List what can…”',
];

const storyOf = (failed: Failure, way: Way): readonly Line[] => {
  const fault = (second: number): Line => [ago(second), 'fail', said(failed)];
  switch (way) {
    case 'no-process':
      return [fault(368), [ago(366), 'ok', 'Checked: nothing else moved']];
    case 'tried-thrice':
      return [
        [ago(376), 'neutral', 'Compartment made; codex app-server started (pid 48213)'],
        sending(375),
        fault(374),
        [ago(374), 'neutral', 'Trying again in 1 s'],
        sending(373),
        fault(372),
        [ago(372), 'neutral', 'Trying again in 4 s'],
        sending(368),
        fault(366),
        ...ended,
      ];
    case 'sent':
      return [...sentOff, fault(366), ...ended];
  }
};

const failing = ({ cause, detail = '', code, way }: Told): HelperView => {
  const failed = failure(cause, detail, code ?? null);
  const none = way === 'no-process';
  return refusedHelper({
    id: `h-${cause.kind}`,
    state: { phase: 'failed', failure: failed },
    activity: describeCause(failed, 'helper'),
    endedAt: ago(366),
    refusedAt: null,
    pid: null,
    ...(none ? { clientId: null, promptsSent: 0, totalTokens: null } : {}),
    ...(way === 'tried-thrice' ? { promptsSent: 3, queuedAt: ago(377), startedAt: ago(376) } : {}),
    timeline: timeline(...storyOf(failed, way)),
  });
};

/** The key as it stands when a helper met that. */
const credentialAfter = (cause: FailureCause): CredentialView => {
  if (cause.kind !== 'rate-limited' && cause.kind !== 'quota') return credential();
  const opensAt = cause.kind === 'rate-limited' ? (cause.opensAt ?? null) : null;
  return credential({ state: { phase: 'limited', opensAt }, lastWorkedAt: ago(24, 'min') });
};

/** A helper for each kind of failure that ends one, with what happened to it. */
export const failureStates: Readonly<Record<string, PanelFixture>> = Object.fromEntries(
  told.map((one) => {
    const failed = failing(one);
    const helpers = [failed, running, docs, completed];
    const credentials = [credentialAfter(one.cause), workKey];
    const shown = panel({ credentials, helpers });
    return [`helper-${one.cause.kind}`, at(shown, { view: 'helper', id: failed.id })];
  }),
);
