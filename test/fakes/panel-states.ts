import { failure, type FailureCause } from '../../shared/failure.ts';
import type { HelperView, PanelState, SessionView } from '../../shared/state.ts';
import type { Place } from '../../renderer/view-state.ts';
import {
  ago,
  appState,
  credential,
  gatewayView,
  helper,
  oneMoved,
  refusedHelper,
  sessions,
  settings,
  templates,
  timeline,
  untouched,
} from './panel-parts.ts';

/** A state of the whole panel, with what else the page would be told. */
export interface PanelFixture {
  readonly panel: PanelState;
  readonly sessions: readonly SessionView[];
  /** Output by helper id. */
  readonly output: Readonly<Record<string, string>>;
  /** Where the page stands. */
  readonly place: Place;
}

const panel = (part: Partial<PanelState> = {}): PanelState => ({
  revision: 1,
  app: appState(),
  gateway: gatewayView(),
  helpers: [],
  credentials: [credential()],
  templates,
  settings,
  ...part,
});

const sessionAt = (index: number): SessionView => {
  const found = sessions[index % sessions.length];
  if (found === undefined) throw new Error('There is no session to copy.');
  return found;
};

const speech = [
  'Read src/queue/worker.ts (212 lines).',
  'Ran npm test -- queue: exit 1, 14.2 s',
  '  ✗ drains in order under load (1.8 s)',
  '    expected [1, 2, 3, 4], received [1, 3, 2, 4]',
  '',
  'The order breaks when two workers take a job within the same tick: claim() reads the head, awaits the lock, then removes whatever is the head by then. The test is right and the worker is wrong.',
  '',
  ...Array.from({ length: 40 }, (_, run) => `run ${run + 1} of 40: 42 passed`),
].join('\n');

const running = helper({ outputLength: speech.length });
const docs = helper({
  id: 'h-2',
  name: 'docs-bot',
  state: { phase: 'running', since: ago(100) },
  activity: 'reading 4 files',
  isolated: false,
  queuedAt: ago(102),
  spawnedBy: 'agent:main:main',
});
const queued = helper({
  id: 'h-3',
  name: 'changelog',
  state: { phase: 'queued' },
  clientId: null,
  pid: null,
  queuedAt: ago(8),
  startedAt: null,
  promptsSent: 0,
  toolsRun: 0,
  totalTokens: null,
  timeline: timeline([ago(8), 'neutral', 'Queued: 20 helpers are alive']),
});
const completed = helper({
  id: 'h-4',
  name: 'deps-audit',
  state: { phase: 'completed' },
  activity: '3 findings',
  queuedAt: ago(24, 'min'),
  endedAt: ago(20, 'min'),
  outputLength: speech.length,
  blastRadius: untouched,
  pid: null,
  timeline: timeline(
    [ago(24, 'min'), 'neutral', 'Compartment made; codex app-server started (pid 47880)'],
    [ago(23, 'min'), 'neutral', 'Prompt sent'],
    [ago(20, 'min'), 'ok', 'Completed; its own client closed'],
  ),
});
const refusedCredential = credential({
  state: { phase: 'needs-sign-in', refusedAt: ago(366), waiting: 3 },
  lastWorkedAt: ago(77, 'min'),
  lastWorkedBy: 'deps-audit',
  lastRefusedAt: ago(366),
  lastRefusedBy: 'api-review',
});
const others: readonly HelperView[] = [running, docs, queued, completed];

const at = (view: PanelState, place: Place, more: Partial<PanelFixture> = {}): PanelFixture => ({
  panel: view,
  sessions,
  output: { 'h-1': speech, 'h-4': speech },
  place,
  ...more,
});

const failing = (cause: FailureCause, detail: string, code: string | null): HelperView =>
  refusedHelper({
    id: `h-${cause.kind}`,
    state: { phase: 'failed', failure: failure(cause, detail, code) },
    endedAt: ago(366),
    refusedAt: null,
    timeline: timeline(
      [ago(368), 'neutral', 'Compartment made; codex app-server started (pid 48213)'],
      [ago(366), 'fail', 'The turn failed'],
      [ago(365), 'ok', 'Checked: nothing else moved'],
    ),
  });

const causes: readonly (readonly [FailureCause, string, string | null])[] = [
  [
    { kind: 'forbidden', provider: 'OpenAI' },
    '{"error":{"message":"Project may not use gpt-5.5"}}',
    '403',
  ],
  [{ kind: 'rate-limited', provider: 'OpenAI', opensAt: ago(-82, 'min') }, '', '429'],
  [{ kind: 'quota', provider: 'OpenAI' }, 'You exceeded your current quota', 'usageLimitExceeded'],
  [{ kind: 'provider-error', provider: 'OpenAI', status: 500 }, 'Internal Server Error', '500'],
  [
    { kind: 'unreachable', reason: 'proxy', target: 'https://api.openai.com/v1' },
    '<html><title>Sign in to the network</title></html>',
    '401',
  ],
  [{ kind: 'no-answer', provider: 'OpenAI', silentMs: 30_000 }, '', null],
  [{ kind: 'stalled', phase: 'running npm test', silentMs: 120_000 }, '', null],
  [
    { kind: 'exited', exitCode: null, signal: 'SIGKILL', stderrTail: 'fatal: killed' },
    'fatal: killed',
    null,
  ],
  [{ kind: 'broken-pipe' }, 'write EPIPE', 'EPIPE'],
  [{ kind: 'protocol' }, '{"id":1,"result":', null],
  [{ kind: 'incompatible', found: 'codex 0.61.0', needed: 'codex 0.169.0 or newer' }, '', null],
  [{ kind: 'not-found', command: 'codex' }, '', 'ENOENT'],
  [{ kind: 'misconfigured', what: 'the folder /home/ana/src/old does not exist' }, '', 'ENOENT'],
  [
    { kind: 'storage', what: 'the disk is full' },
    'ENOSPC: no space left on device, write',
    'ENOSPC',
  ],
  [{ kind: 'unexpected' }, 'TypeError: undefined is not a function', null],
];

const helperFailures: Readonly<Record<string, PanelFixture>> = Object.fromEntries(
  causes.map(([cause, detail, code]) => {
    const failed = failing(cause, detail, code);
    const fixture = at(panel({ helpers: [failed, running, docs, completed] }), {
      view: 'helper',
      id: failed.id,
    });
    return [`helper-${cause.kind}`, fixture];
  }),
);

const notListening = failure(
  { kind: 'unreachable', reason: 'not-listening', target: 'ws://127.0.0.1:18789' },
  'connect ECONNREFUSED 127.0.0.1:18789',
  'ECONNREFUSED',
);
const link = (part: Parameters<typeof gatewayView>[0]): PanelState =>
  panel({ gateway: gatewayView(part), helpers: [running, docs, completed] });
const blocked = (cause: FailureCause, detail: string, code: string): PanelFixture =>
  at(
    link({
      state: { phase: 'blocked', since: ago(65), failure: failure(cause, detail, code) },
      connId: null,
      bootId: null,
      sessionsReadAt: null,
      scopes: [],
      version: null,
      timeline: timeline(
        [ago(66), 'neutral', 'Connected to 127.0.0.1:18789'],
        [ago(65), 'attention', `The gateway answered: ${code}`],
      ),
    }),
    { view: 'gateway' },
    { sessions: [] },
  );
const waitingLink = link({
  state: { phase: 'waiting', attempt: 4, since: ago(31), retryAt: ago(-8), failure: notListening },
  attempts: 4,
  sessionsReadAt: ago(31),
  timeline: timeline(
    [ago(31), 'attention', 'Connection lost: close code 1006'],
    [ago(30), 'neutral', 'Refused at once'],
    [ago(26), 'neutral', 'Refused at once'],
    [ago(21), 'neutral', 'Refused at once'],
  ),
});

/** Every state that a person can meet, by name. */
export const panelStates: Readonly<Record<string, PanelFixture>> = {
  'helper-waiting-for-sign-in': at(
    panel({
      credentials: [
        refusedCredential,
        credential({ id: 'house', label: 'House key', provider: 'House' }),
      ],
      helpers: [
        refusedHelper(),
        refusedHelper({ id: 'h-triage', name: 'triage' }),
        refusedHelper({ id: 'h-notes', name: 'release-notes' }),
        ...others,
      ],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helper-no-key-yet': at(
    panel({
      credentials: [
        credential({
          generation: 0,
          store: 'none',
          state: { phase: 'needs-sign-in', refusedAt: null, waiting: 1 },
          lastWorkedAt: null,
          lastWorkedBy: null,
        }),
      ],
      helpers: [
        refusedHelper({
          state: {
            phase: 'waiting-for-sign-in',
            failure: failure({
              kind: 'unauthorized',
              credentialId: 'openai',
              generation: 0,
              provider: 'OpenAI',
            }),
            processUntil: null,
          },
          promptsSent: 0,
          pid: null,
          refusedAt: null,
          blastRadius: null,
          timeline: timeline([ago(366), 'attention', 'No key yet: waits, nothing was sent']),
        }),
      ],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  'helper-running': at(panel({ helpers: others }), { view: 'helper', id: 'h-1' }),
  'helper-queued': at(panel({ helpers: others }), { view: 'helper', id: 'h-3' }),
  'helper-completed': at(panel({ helpers: others }), { view: 'helper', id: 'h-4' }),
  'helper-cancelled': at(
    panel({
      helpers: [
        helper({ id: 'h-5', state: { phase: 'cancelled' }, endedAt: ago(60), pid: null }),
        helper({ id: 'h-6', name: 'stopping', state: { phase: 'stopping' } }),
        helper({ id: 'h-7', name: 'starting', state: { phase: 'starting' } }),
        helper({ id: 'h-8', name: 'ready', state: { phase: 'ready' } }),
      ],
    }),
    { view: 'helper', id: 'h-5' },
  ),
  'helper-others-moved': at(
    panel({
      helpers: [
        refusedHelper({
          isolated: false,
          state: {
            phase: 'failed',
            failure: failure(
              { kind: 'exited', exitCode: null, signal: 'SIGKILL', stderrTail: '' },
              '',
              null,
            ),
          },
          endedAt: ago(366),
          blastRadius: oneMoved,
        }),
        running,
      ],
    }),
    { view: 'helper', id: 'h-refused' },
  ),
  ...helperFailures,
  helpers: at(panel({ helpers: [refusedHelper(), ...others] }), { view: 'helpers' }),
  'helpers-none': at(panel(), { view: 'helpers' }),
  sessions: at(panel({ helpers: others }), { view: 'sessions' }),
  'sessions-none': at(panel(), { view: 'sessions' }, { sessions: [] }),
  'sessions-stale': at(waitingLink, { view: 'sessions' }),
  session: at(panel({ helpers: others }), { view: 'session', key: 'agent:main:slack: build-room' }),
  credentials: at(
    panel({
      credentials: [
        refusedCredential,
        credential({ id: 'a', label: 'Work key', provider: 'Anthropic', store: 'memory' }),
        credential({
          id: 'b',
          label: 'Trial key',
          provider: 'Anthropic',
          state: { phase: 'limited', opensAt: ago(-82, 'min') },
        }),
        credential({
          id: 'c',
          label: 'Fresh key',
          provider: 'Mistral',
          state: { phase: 'not-checked' },
          lastWorkedAt: null,
        }),
        credential({
          id: 'd',
          label: 'House key',
          provider: 'House',
          generation: 0,
          store: 'none',
          state: { phase: 'needs-sign-in', refusedAt: null, waiting: 0 },
          lastWorkedAt: null,
        }),
        credential({
          id: 'e',
          label: 'Google',
          provider: 'Google',
          state: { phase: 'ends-soon', endsAt: ago(-4, 'h') },
        }),
        credential({ id: 'f', label: 'GitHub', state: { phase: 'renewing', since: ago(2) } }),
        credential({
          id: 'g',
          label: 'This device',
          provider: 'gateway nas.local',
          state: { phase: 'refused-by-gateway', refusedAt: ago(38, 'min') },
        }),
        credential({ id: 'i', label: 'Any', store: 'memory', state: { phase: 'cannot-store' } }),
      ],
      helpers: others,
    }),
    { view: 'credentials', open: 'openai' },
  ),
  'credentials-memory-only': at(
    panel({
      app: appState({
        keyring: { phase: 'none', why: 'org.freedesktop.secrets did not answer' },
        notices: [
          {
            id: 'keyring',
            tone: 'attention',
            title: 'No password store is unlocked.',
            text: 'Sign-ins last until you quit.',
          },
        ],
      }),
      credentials: [credential({ store: 'memory' })],
    }),
    { view: 'credentials' },
  ),
  'credentials-none': at(panel({ credentials: [] }), { view: 'credentials' }),
  settings: at(panel({ helpers: others }), { view: 'settings' }),
  'gateway-idle': at(link({ state: { phase: 'idle' }, connId: null, sessionsReadAt: null }), {
    view: 'gateway',
  }),
  'gateway-connecting': at(
    link({ state: { phase: 'connecting', attempt: 1, since: ago(1) }, sessionsReadAt: null }),
    { view: 'gateway' },
  ),
  'gateway-connected': at(link({}), { view: 'gateway' }),
  'gateway-degraded': at(
    link({
      state: {
        phase: 'degraded',
        since: ago(17),
        connId: '7f3a-c1',
        bootId: 'b19e-04',
        failure: failure({ kind: 'stalled', phase: 'health', silentMs: 17_000 }),
      },
      sessionsReadAt: ago(17),
    }),
    { view: 'gateway' },
  ),
  'gateway-missing-scope': at(
    link({
      state: {
        phase: 'degraded',
        since: ago(17),
        connId: '7f3a-c1',
        bootId: 'b19e-04',
        failure: failure(
          { kind: 'missing-scope', scope: 'operator.read' },
          'missing scope: operator.read',
          'FORBIDDEN',
        ),
      },
      sessionsReadAt: null,
    }),
    { view: 'gateway' },
    { sessions: [] },
  ),
  'gateway-waiting': at(waitingLink, { view: 'gateway' }),
  'gateway-pairing': blocked(
    { kind: 'pairing-required', requestId: '3f9c1e' },
    'connect: NOT_PAIRED, pairing required',
    'NOT_PAIRED',
  ),
  'gateway-unauthorized': blocked(
    { kind: 'unauthorized', credentialId: 'gateway', generation: 1, provider: 'the gateway' },
    'connect: AUTH_TOKEN_MISMATCH',
    'AUTH_TOKEN_MISMATCH',
  ),
  'gateway-incompatible': blocked(
    { kind: 'incompatible', found: 'protocol 5', needed: 'protocol 4' },
    'connect: PROTOCOL_MISMATCH, expected 5',
    'PROTOCOL_MISMATCH',
  ),
  'gateway-misconfigured': blocked(
    {
      kind: 'misconfigured',
      what: 'the token is an exec SecretRef in openclaw.json, which Bulkhead never runs',
    },
    '',
    'exec',
  ),
  'gateway-stopped': at(link({ state: { phase: 'stopped', since: ago(200) } }), {
    view: 'gateway',
  }),
  'first-run': at(
    panel({
      gateway: gatewayView({
        state: {
          phase: 'waiting',
          attempt: 2,
          since: ago(3),
          retryAt: ago(-2),
          failure: notListening,
        },
        addressSource: 'default',
        tokenSource: 'none',
        configPath: null,
        connId: null,
        bootId: null,
        version: null,
        scopes: [],
        sessionsReadAt: null,
        lookedAt: [
          { place: 'Port 18789', found: 'nothing is listening', ok: false },
          { place: '/home/ana/.openclaw/openclaw.json', found: 'not there', ok: false },
          { place: 'OPENCLAW_GATEWAY_URL', found: 'not set', ok: false },
        ],
        timeline: [],
      }),
    }),
    { view: 'helpers' },
    { sessions: [] },
  ),
  practice: at(
    panel({
      app: appState({ practice: true }),
      gateway: gatewayView({
        addressSource: 'practice',
        tokenSource: 'practice',
        url: 'ws://127.0.0.1:40123',
        state: { phase: 'connected', since: ago(65), connId: 'practice-1', bootId: 'practice-b' },
      }),
      helpers: [refusedHelper({ spawnedBy: null }), running],
    }),
    { view: 'helpers' },
    { sessions: sessions.slice(0, 1) },
  ),
  'stand-in': at(
    panel({
      app: appState({ standIn: true, electron: '33.2.1', practice: true }),
      helpers: others,
    }),
    { view: 'helper', id: 'h-1' },
  ),
  'codex-missing': at(
    panel({
      app: appState({
        codex: {
          phase: 'unusable',
          failure: failure({ kind: 'not-found', command: 'codex' }, '', 'ENOENT'),
        },
      }),
    }),
    { view: 'settings' },
  ),
  crowded: at(
    panel({
      helpers: Array.from({ length: 60 }, (_, index) =>
        helper({
          id: `h-many-${index}`,
          name: `a-rather-long-name-of-a-helper-that-somebody-typed-${index}`,
          activity: 'reading a file with a very long path, src/components/deeply/nested/index.ts',
          queuedAt: ago(index * 30),
          ...(index % 3 === 0
            ? { state: { phase: 'completed' } as const, endedAt: ago(index * 20) }
            : {}),
        }),
      ),
    }),
    { view: 'helpers' },
    {
      sessions: Array.from({ length: 1_000 }, (_, index) => ({
        ...sessionAt(index),
        key: `agent:main:${index}`,
      })),
    },
  ),
};
