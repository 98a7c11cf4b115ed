import { failure, type Failure } from '../../shared/failure.ts';
import {
  builtInTemplate,
  defaultSettings,
  type SettingsView,
  type Template,
} from '../../shared/settings.ts';
import type { CredentialView } from '../../shared/credential.ts';
import type { AppState, GatewayView, HelperView, SessionView } from '../../shared/state.ts';
import { ago, bootId, connId, timeline, type Line } from './panel-moment.ts';

const placesLookedAt: GatewayView['lookedAt'] = [
  { place: 'Port 18789', found: 'answers on 127.0.0.1', ok: true },
  {
    place: 'Service openclaw-gateway',
    found: 'installed (openclaw-gateway.service)',
    ok: true,
  },
  { place: 'Command openclaw', found: '/usr/local/bin/openclaw', ok: true, program: true },
];

/** What is connected, or stopped by the person, was not looked for. */
const lookedAtIn = (phase: GatewayView['state']['phase']): GatewayView['lookedAt'] =>
  phase === 'connected' || phase === 'degraded' || phase === 'stopped' ? [] : placesLookedAt;

export const gatewayView = (part: Partial<GatewayView> = {}): GatewayView => ({
  state: { phase: 'connected', since: ago(3, 'd'), connId: connId, bootId: bootId },
  url: 'ws://127.0.0.1:18789',
  addressSource: 'openclaw.json',
  tokenSource: 'device',
  secretKind: 'token',
  configPath: '/home/ana/.openclaw/openclaw.json',
  version: '2026.9.6',
  connId: connId,
  bootId: bootId,
  scopes: ['operator.read', 'operator.write'],
  attempts: 0,
  reconnects: 0,
  lookedAt: lookedAtIn(part.state?.phase ?? 'connected'),
  timeline: timeline([ago(3, 'd'), 'ok', 'Connected']),
  sessionsNotShown: 0,
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
  askShortcut: { phase: 'off' },
  startedAt: ago(5, 'h'),
  codex: {
    phase: 'found',
    path: '/usr/local/bin/codex',
    version: '0.169.0',
    sandboxes: { 'read-only': 'closed', 'workspace-write': 'closed' },
  },
  notices: [],
  reminders: [],
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

/** The credential of the helpers that are well. */
export const workKey: CredentialView = credential({ id: 'work', label: 'OpenAI, work key' });

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
  clientId: 'client-5c1f02aa',
  pid: 48_107,
  bounds: { kind: 'scope', memory: 16_000_000_000, tasks: 2_048 },
  credentialId: 'work',
  credentialGeneration: 1,
  queuedAt: ago(374),
  startedAt: ago(373),
  firstDeltaAt: ago(370),
  refusedAt: null,
  failedAt: null,
  endedAt: null,
  activity: 'Running npm test',
  timeline: timeline(
    [ago(373), 'neutral', 'Compartment made; codex app-server started (pid 48107)'],
    [ago(372), 'work', 'Prompt sent: “The queue tests fail about one run in ten on CI. Find…”'],
    [ago(370), 'work', 'OpenAI answered'],
    [ago(340), 'work', 'Ran npm test -- queue'],
  ),
  outputLength: 0,
  toolsRun: 4,
  promptsSent: 1,
  totalTokens: 55_114,
  blastRadius: null,
  fromHistory: false,
  ...part,
});

export const refusal: Failure = failure(
  { kind: 'unauthorized', credentialId: 'openai', generation: 1, provider: 'OpenAI' },
  '{"type":"error","error":{"type":"authentication_error","message":"Invalid bearer token [removed]"}}',
  'unauthorized',
);

/** How a timeline begins for a helper whose prompt left. */
export const sentOff: readonly Line[] = [
  [ago(368), 'neutral', 'Compartment made; codex app-server started (pid 48213)'],
  [ago(367), 'work', 'Prompt sent: “Review the error handling in src/server. List what can…”'],
];

/** The helper of the story: refused a second after its prompt was sent, parked with it. */
export const refusedHelper = (part: Partial<HelperView> = {}): HelperView =>
  helper({
    id: 'h-refused',
    clientId: 'client-91d0be37',
    name: 'api-review',
    state: { phase: 'waiting-for-sign-in', failure: refusal, processUntil: ago(-235) },
    prompt:
      'Review the error handling in src/server. List what can crash the process, worst first.',
    cwd: '/home/ana/src/api',
    credentialId: 'openai',
    pid: 48_213,
    spawnedBy: 'main',
    queuedAt: ago(369),
    startedAt: ago(368),
    firstDeltaAt: null,
    refusedAt: ago(366),
    failedAt: ago(366) + 40,
    activity: 'Will wait: sign-in refused',
    toolsRun: 0,
    totalTokens: 0,
    blastRadius: null,
    timeline: timeline(
      ...sentOff,
      [ago(366), 'fail', 'OpenAI answered 401'],
      [ago(366), 'fail', 'Sign-in marked refused; nothing more is sent with it'],
      [ago(366), 'neutral', 'The prompt is kept, and its process for a while'],
      [ago(364), 'ok', 'Checked: nothing else moved'],
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
