import { failure, type Failure } from '../../shared/failure.ts';
import {
  builtInTemplate,
  defaultSettings,
  type SettingsView,
  type Template,
} from '../../shared/settings.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type {
  AppState,
  BlastRadius,
  GatewayView,
  HelperView,
  SessionView,
  TimelineEntry,
} from '../../shared/state.ts';

/** The moment of every fixture: 23 Nov 2026, 14:08:12 UTC. */
export const NOW = Date.UTC(2026, 10, 23, 14, 8, 12);

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** So many ms before the moment of the fixtures. */
export const ago = (length: number, unit: 's' | 'min' | 'h' | 'd' = 's'): number =>
  NOW - length * { s: second, min: minute, h: hour, d: day }[unit];

export const timeline = (
  ...entries: readonly (readonly [number, TimelineEntry['tone'], string])[]
): readonly TimelineEntry[] => entries.map(([at, tone, text]) => ({ at, tone, text }));

export const gatewayView = (part: Partial<GatewayView> = {}): GatewayView => ({
  state: { phase: 'connected', since: ago(3, 'd'), connId: '7f3a-c1', bootId: 'b19e-04' },
  url: 'ws://127.0.0.1:18789',
  addressSource: 'openclaw.json',
  tokenSource: 'device',
  configPath: '/home/ana/.openclaw/openclaw.json',
  version: '2026.9.6',
  connId: '7f3a-c1',
  bootId: 'b19e-04',
  scopes: ['operator.read', 'operator.write'],
  attempts: 0,
  reconnects: 0,
  lookedAt: [
    { place: 'Settings of Bulkhead', found: 'no address set', ok: false },
    { place: '/home/ana/.openclaw/openclaw.json', found: 'port 18789, token', ok: true },
    { place: 'Port 18789', found: 'a gateway answers, run by you', ok: true },
  ],
  timeline: timeline(
    [ago(3, 'd') - 900, 'neutral', 'Looked in openclaw.json'],
    [ago(3, 'd') - 400, 'neutral', 'Connected to 127.0.0.1:18789'],
    [ago(3, 'd'), 'ok', 'Handshake complete: protocol 4, OpenClaw 2026.9.6'],
  ),
  sessionsReadAt: ago(1),
  ...part,
});

export const appState = (part: Partial<AppState> = {}): AppState => ({
  pid: 48_001,
  version: '0.1.0',
  electron: '45.4.1',
  standIn: false,
  practice: false,
  keyring: { phase: 'unlocked', backend: 'gnome-libsecret' },
  tray: 'shown',
  startedAt: ago(5, 'h'),
  codex: { phase: 'found', path: '/usr/local/bin/codex', version: '0.169.0' },
  notices: [],
  ...part,
});

export const credential = (part: Partial<CredentialView> = {}): CredentialView => ({
  id: 'openai',
  version: 1,
  label: 'OpenAI API key',
  provider: 'OpenAI',
  kind: 'api-key',
  generation: 1,
  store: 'keyring',
  state: { phase: 'good', lastWorkedAt: ago(2) },
  lastWorkedAt: ago(2),
  lastWorkedBy: 'fix-flaky-tests',
  lastRefusedAt: null,
  lastRefusedBy: null,
  lastRefusedCode: null,
  declared: { account: null, plan: null, endsAt: null, canRenew: false, gatewaySays: null },
  finding: null,
  signIn: null,
  acts: ['set-key', 'remove'],
  ...part,
});

export const helper = (part: Partial<HelperView> = {}): HelperView => ({
  id: 'h-1',
  version: 1,
  name: 'fix-flaky-tests',
  templateId: builtInTemplate.id,
  templateName: builtInTemplate.name,
  model: builtInTemplate.model,
  provider: 'OpenAI',
  state: { phase: 'running', since: ago(372) },
  prompt: 'The queue tests fail about one run in ten on CI. Find out why and fix the cause.',
  cwd: '/home/ana/src/queue',
  sandbox: 'read-only',
  approvals: 'never',
  isolated: true,
  spawnedBy: null,
  clientId: 'client-2',
  pid: 48_107,
  credentialId: 'openai',
  credentialGeneration: 1,
  queuedAt: ago(374),
  startedAt: ago(373),
  firstDeltaAt: ago(370),
  refusedAt: null,
  failedAt: null,
  endedAt: null,
  activity: 'running npm test',
  timeline: timeline(
    [ago(374), 'neutral', 'Compartment made; codex app-server started (pid 48107)'],
    [ago(373), 'neutral', 'Prompt sent'],
    [ago(370), 'work', 'First words after 3 s'],
  ),
  outputLength: 0,
  toolsRun: 4,
  promptsSent: 1,
  totalTokens: 55_114,
  blastRadius: null,
  fromHistory: false,
  ...part,
});

const sample = (at: number) => ({
  at,
  connId: '7f3a-c1',
  bootId: 'b19e-04',
  sessionsTotal: 12,
  sessionsRunning: ['main'],
  helpersTotal: 4,
  helpersAlive: ['h-2', 'h-3'],
});

export const untouched: BlastRadius = {
  before: sample(ago(368)),
  after: sample(ago(365)),
  same: true,
  changed: [],
  rows: [
    { what: 'Gateway connection', before: '7f3a-c1', after: '7f3a-c1', same: true },
    { what: 'Gateway boot', before: 'b19e-04', after: 'b19e-04', same: true },
    { what: 'Sessions', before: '12, main in a turn', after: '12, main in a turn', same: true },
    {
      what: 'Other helpers',
      before: '4, of which 2 alive',
      after: '4, of which 2 alive',
      same: true,
    },
  ],
};

export const oneMoved: BlastRadius = {
  before: untouched.before,
  after: { ...untouched.after, helpersAlive: ['h-2'] },
  same: false,
  changed: ['1 other helper stopped too: docs-bot shared its client'],
  rows: untouched.rows.map((row) =>
    row.what === 'Other helpers' ? { ...row, after: '4, of which 1 alive', same: false } : row,
  ),
};

export const refusal: Failure = failure(
  { kind: 'unauthorized', credentialId: 'openai', generation: 1, provider: 'OpenAI' },
  '{"type":"error","error":{"type":"authentication_error","message":"Invalid bearer token [removed]"}}',
  'unauthorized',
);

/** The helper of the story: refused a second after its prompt was sent, parked with it. */
export const refusedHelper = (part: Partial<HelperView> = {}): HelperView =>
  helper({
    id: 'h-refused',
    name: 'api-review',
    state: { phase: 'waiting-for-sign-in', failure: refusal, processUntil: ago(-235) },
    prompt:
      'Review the error handling in src/server. List what can crash the process, worst first.',
    cwd: '/home/ana/src/api',
    pid: 48_213,
    spawnedBy: 'main',
    queuedAt: ago(369),
    startedAt: ago(368),
    firstDeltaAt: null,
    refusedAt: ago(366),
    failedAt: ago(366) + 40,
    activity: 'Prompt sent',
    toolsRun: 0,
    totalTokens: 0,
    blastRadius: untouched,
    timeline: timeline(
      [ago(368), 'neutral', 'Compartment made; codex app-server started (pid 48213)'],
      [ago(367), 'neutral', 'Prompt sent: “Review the error handling in src/server”'],
      [ago(366), 'fail', 'OpenAI answered 401, authentication_error'],
      [ago(366), 'neutral', 'Key of OpenAI marked refused; nothing more is sent with it'],
      [ago(365), 'ok', 'Checked: nothing else moved'],
    ),
    ...part,
  });

const session = (label: string, part: Partial<SessionView> = {}): SessionView => ({
  key: `agent:main:${label}`,
  revision: 1,
  label,
  provider: 'openai',
  model: 'gpt-5.5',
  status: 'idle',
  hasActiveRun: false,
  runStartedAt: null,
  updatedAt: ago(12, 'min'),
  totalTokens: 24_000,
  contextTokens: 272_000,
  lastError: null,
  parentKey: null,
  kind: 'direct',
  ...part,
});

export const sessions: readonly SessionView[] = [
  session('main', {
    key: 'agent:main:main',
    status: 'running',
    hasActiveRun: true,
    runStartedAt: ago(42),
    updatedAt: ago(0),
    totalTokens: 166_000,
  }),
  session('telegram: ana', { updatedAt: ago(4, 'min'), totalTokens: 60_000 }),
  session('telegram: family', { model: 'gpt-5.5-mini' }),
  session('slack: build-room', {
    status: 'failed',
    updatedAt: ago(26, 'min'),
    totalTokens: 130_000,
    lastError:
      '⚠️ openai/gpt-5.5 request failed (authentication failed, HTTP 401). Re-authenticate the provider and try again.',
  }),
  session('whatsapp: team', { model: 'claude-sonnet-5', updatedAt: ago(31, 'min') }),
  session('discord: helpdesk', {
    model: 'claude-sonnet-5',
    updatedAt: ago(8, 'min'),
    totalTokens: 182_000,
    contextTokens: 200_000,
  }),
  session('cron: morning brief', { model: 'gpt-5.5-mini', updatedAt: ago(6, 'h') }),
  session('cron: backup report', { lastError: 'timed out', updatedAt: ago(2, 'd') }),
  session('subagent: notes', { updatedAt: ago(1, 'h'), parentKey: 'agent:main:main' }),
  session('matrix: ops', { model: 'claude-sonnet-5', updatedAt: ago(3, 'h') }),
  session('email: inbox', { model: null, updatedAt: ago(5, 'h'), totalTokens: null }),
  session('scratch', { model: 'qwen-3', provider: 'local', updatedAt: ago(9, 'd') }),
];

export const templates: readonly Template[] = [
  builtInTemplate,
  {
    ...builtInTemplate,
    id: 'fix-tests',
    name: 'Fix tests',
    sandbox: 'workspace-write',
    cwd: '/home/ana/src/queue',
  },
  {
    ...builtInTemplate,
    id: 'house-model',
    name: 'House model',
    model: 'qwen-3-coder',
    credential: 'house',
    provider: { name: 'House', baseUrl: 'https://models.example.org/v1', wireApi: 'responses' },
  },
];

export const settings: SettingsView = {
  ...defaultSettings,
  lastSpawn: { templateId: builtInTemplate.id, cwd: '/home/ana/src/api' },
};
