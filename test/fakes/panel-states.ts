import { bundleText } from '../../electron/bundle/bundle-text.ts';
import { vaultNotices } from '../../shared/describe-vault.ts';
import { failure } from '../../shared/failure.ts';
import type { SessionView } from '../../shared/state.ts';
import { account, everyCredential, foundOnCredentials } from './panel-accounts.ts';
import { drills, drillStates } from './panel-drill.ts';
import { historyStates } from './panel-history.ts';
import { failureStates } from './panel-failures.ts';
import { at, others, panel, running, type PanelFixture } from './panel-fixture.ts';
import { gatewayStates, waitingLink } from './panel-gateways.ts';
import { helperStates, refusedCredential, waitingHelpers } from './panel-helpers.ts';
import { lookStates } from './panel-looks.ts';
import { ago, NOW } from './panel-moment.ts';
import { signInStates } from './panel-sign-ins.ts';
import { templatesFile } from './templates-file.ts';
import {
  appState,
  credential,
  gatewayView,
  helper,
  refusedHelper,
  sessions,
  settings,
  workKey,
} from './panel-parts.ts';

const sessionAt = (index: number): SessionView => {
  const found = sessions[index % sessions.length];
  if (found === undefined) throw new Error('There is no session to copy.');
  return found;
};

const usual = [credential(), workKey];
const noStore = { phase: 'none', why: 'no password store is running' } as const;
const house = credential({ id: 'house', label: 'House key', provider: 'House' });

/** Every state that a person can meet, by name. */
export const panelStates: Readonly<Record<string, PanelFixture>> = {
  ...helperStates,
  ...failureStates,
  helpers: at(panel({ helpers: [refusedHelper(), ...others] }), { view: 'helpers' }),
  'helpers-none': at(panel(), { view: 'helpers' }),
  sessions: at(panel({ helpers: others }), { view: 'sessions' }),
  'sessions-none': at(panel(), { view: 'sessions' }, { sessions: [] }),
  'sessions-stale': at(waitingLink, { view: 'sessions' }),
  session: at(panel({ helpers: others }), { view: 'session', key: 'agent:main:slack: build-room' }),
  credentials: at(
    panel({
      app: appState({ keyring: { phase: 'locked' } }),
      credentials: everyCredential,
      helpers: [...waitingHelpers, ...others],
    }),
    { view: 'credentials' },
  ),
  'credentials-found': at(panel({ credentials: foundOnCredentials, helpers: others }), {
    view: 'credentials',
  }),
  'credentials-limited': at(
    panel({
      credentials: [
        account({
          id: 'openai',
          state: { phase: 'limited', opensAt: ago(-82, 'min') },
          lastWorkedAt: ago(24, 'min'),
        }),
        account({
          id: 'second',
          label: 'ChatGPT, team',
          declared: { ...account().declared, account: 'team@example.org', plan: 'Business' },
        }),
        workKey,
      ],
      helpers: others,
    }),
    { view: 'credentials' },
  ),
  'credentials-reminded': at(
    panel({
      app: appState({
        reminders: [{ credentialId: 'google', generation: 1, at: ago(-212, 'min') }],
      }),
      credentials: everyCredential.filter(({ id }) => id === 'google'),
      helpers: others,
    }),
    { view: 'credentials' },
  ),
  'credentials-key': at(
    panel({
      credentials: [refusedCredential, ...everyCredential.slice(3)],
      helpers: [...waitingHelpers, ...others],
    }),
    { view: 'credentials', open: 'openai' },
  ),
  ...signInStates,
  ...lookStates,
  ...drillStates,
  ...historyStates,
  'credentials-memory-only': at(
    panel({
      app: appState({
        keyring: noStore,
        notices: vaultNotices(noStore, []),
      }),
      credentials: [credential({ store: 'memory' })],
    }),
    { view: 'credentials' },
  ),
  'credentials-none': at(panel({ credentials: [] }), { view: 'credentials' }),
  settings: at(
    panel({ credentials: [...usual, house], helpers: others }),
    { view: 'settings' },
    {
      templatesFile,
      bundle: bundleText({
        now: NOW,
        platform: '6.1.0',
        state: panel({ credentials: usual, helpers: others, drill: drills.held }),
        sessions,
        events: [{ at: ago(366), level: 'info', event: 'helper.failed' }],
      }),
    },
  ),
  'settings-quiet': at(
    panel({
      credentials: [...usual, house],
      settings: {
        ...settings,
        notices: { lockScreen: 'quiet', quietHours: { from: '22:00', to: '07:00' } },
      },
      helpers: others,
    }),
    { view: 'settings' },
  ),
  ...gatewayStates,
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
          startedAt: ago(index * 30),
          state: { phase: 'running', since: ago(index * 30) },
          timeline: [],
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
