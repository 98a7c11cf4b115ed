import { describeCause } from '../../shared/describe-cause.ts';
import { failure, type FailureCause } from '../../shared/failure.ts';
import type { GatewayView, PanelState } from '../../shared/state.ts';
import { at, completed, docs, panel, running, type PanelFixture } from './panel-fixture.ts';
import { ago, bootId, connId, timeline } from './panel-moment.ts';
import { gatewayView } from './panel-parts.ts';

const notListening = failure(
  { kind: 'unreachable', reason: 'not-listening', target: 'ws://127.0.0.1:18789' },
  'connect ECONNREFUSED 127.0.0.1:18789',
  'ECONNREFUSED',
);
const refusedAtOnce = describeCause(notListening, 'gateway');

const link = (part: Partial<GatewayView>): PanelState =>
  panel({ gateway: gatewayView(part), helpers: [running, docs, completed] });

/** What is not known before a first handshake. */
const notYet = {
  connId: null,
  bootId: null,
  version: null,
  scopes: [],
  sessionsReadAt: null,
  timeline: [],
} as const;

const blocked = (cause: FailureCause, detail: string, code: string): PanelFixture =>
  at(
    link({
      state: { phase: 'blocked', since: ago(65), failure: failure(cause, detail, code) },
      ...notYet,
      timeline: timeline([ago(65), 'attention', describeCause(failure(cause), 'gateway')]),
    }),
    { view: 'gateway' },
    { sessions: [] },
  );

/** The link was whole, and waits to try again. */
export const waitingLink = link({
  state: { phase: 'waiting', attempt: 4, since: ago(31), retryAt: ago(-8), failure: notListening },
  attempts: 4,
  sessionsReadAt: ago(31),
  lookedAt: [
    { place: 'Port 18789', found: 'nothing is listening', ok: false },
    {
      place: 'Service openclaw-gateway',
      found: 'installed (openclaw-gateway.service)',
      ok: true,
    },
    { place: 'Command openclaw', found: '/usr/local/bin/openclaw', ok: true, program: true },
  ],
  timeline: timeline(
    [ago(3, 'd'), 'ok', 'Connected'],
    [ago(31), 'neutral', '127.0.0.1:18789 ended the connection without a word (1006)'],
    [ago(30), 'neutral', refusedAtOnce],
    [ago(26), 'neutral', refusedAtOnce],
    [ago(21), 'neutral', refusedAtOnce],
  ),
});

const neverReached: Partial<GatewayView> = {
  state: { phase: 'waiting', attempt: 2, since: ago(3), retryAt: ago(-2), failure: notListening },
  ...notYet,
  addressSource: 'default',
  tokenSource: 'none',
  secretKind: 'token',
  configPath: null,
  timeline: timeline([ago(3), 'neutral', refusedAtOnce], [ago(2), 'neutral', refusedAtOnce]),
};
const nothingThere = [
  { place: 'Port 18789', found: 'nothing is listening', ok: false },
  { place: 'Service openclaw-gateway', found: 'not installed', ok: false },
];

/** The link in every state that a person can meet. */
export const gatewayStates: Readonly<Record<string, PanelFixture>> = {
  'gateway-idle': at(link({ ...notYet, state: { phase: 'idle' }, lookedAt: [] }), {
    view: 'gateway',
  }),
  'gateway-connecting': at(
    link({ ...notYet, state: { phase: 'connecting', attempt: 1, since: ago(1) } }),
    { view: 'gateway' },
  ),
  'gateway-connected': at(link({}), { view: 'gateway' }),
  'gateway-degraded': at(
    link({
      state: {
        phase: 'degraded',
        since: ago(17),
        connId,
        bootId,
        failure: failure({ kind: 'stalled', phase: 'gateway', silentMs: 17_000 }),
      },
      sessionsReadAt: ago(17),
      timeline: timeline(
        [ago(3, 'd'), 'ok', 'Connected'],
        [ago(17), 'attention', 'No answer from the gateway; the connection is kept'],
      ),
    }),
    { view: 'gateway' },
  ),
  'gateway-missing-scope': at(
    link({
      state: {
        phase: 'degraded',
        since: ago(17),
        connId,
        bootId,
        failure: failure({ kind: 'missing-scope', scope: 'operator.write' }, '', 'MISSING_SCOPE'),
      },
      scopes: ['operator.read'],
      timeline: timeline([ago(17), 'ok', 'Connected']),
    }),
    { view: 'gateway' },
  ),
  'gateway-waiting': at(waitingLink, { view: 'gateway' }),
  'gateway-never-reached': at(
    panel({
      gateway: gatewayView({
        ...neverReached,
        addressSource: 'openclaw.json',
        tokenSource: 'openclaw.json',
        configPath: '/home/ana/.openclaw/openclaw.json',
        lookedAt: [
          ...nothingThere,
          { place: 'Command openclaw', found: '/usr/local/bin/openclaw', ok: true, program: true },
        ],
      }),
      helpers: [completed],
    }),
    { view: 'gateway' },
    { sessions: [] },
  ),
  'gateway-pairing': blocked(
    { kind: 'pairing-required', requestId: '3f9c1e52-7d0a-4b6f-8e21-5a90c4d7b813' },
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
  'gateway-stopped': at(
    link({
      state: { phase: 'stopped', since: ago(200) },
      timeline: timeline(
        [ago(3, 'd'), 'ok', 'Connected'],
        [ago(200), 'neutral', 'Disconnected by you'],
      ),
    }),
    { view: 'gateway' },
  ),
  'first-run': at(
    panel({
      gateway: gatewayView({
        ...neverReached,
        lookedAt: [...nothingThere, { place: 'Command openclaw', found: 'not found', ok: false }],
      }),
    }),
    { view: 'helpers' },
    { sessions: [] },
  ),
};
