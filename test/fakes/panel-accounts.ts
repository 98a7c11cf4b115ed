import type { CredentialView, DeclaredView, SignInView } from '../../shared/credential.ts';
import { ago } from './panel-moment.ts';
import { credential } from './panel-parts.ts';

const declared = (part: Partial<DeclaredView> = {}): DeclaredView => ({
  account: null,
  plan: null,
  endsAt: null,
  canRenew: false,
  gatewaySays: null,
  ...part,
});

const never = { lastWorkedAt: null, lastWorkedBy: null } as const;

/** An account that is well. */
export const account = (part: Partial<CredentialView> = {}): CredentialView =>
  credential({
    id: 'chatgpt',
    label: 'ChatGPT',
    kind: 'account',
    declared: declared({
      account: 'ana@example.org',
      plan: 'Plus',
      endsAt: ago(-452, 'min'),
      canRenew: true,
    }),
    acts: ['sign-in', 'check', 'sign-out', 'remove'],
    ...part,
  });

/** The account of the story: its token says it is good, and the provider refuses it. */
export const refusedAccount = (signIn: SignInView | null = null): CredentialView =>
  account({
    id: 'openai',
    state: { phase: 'needs-sign-in', refusedAt: ago(366), waiting: 3, continuing: 3 },
    lastWorkedAt: ago(77, 'min'),
    lastWorkedBy: 'deps-audit',
    lastRefusedAt: ago(366),
    lastRefusedBy: 'api-review',
    lastRefusedCode: '401',
    finding: { kind: 'refused-though-good', refusedAt: ago(366) },
    signIn,
  });

/** A credential in each of the eight states, and one of each kind. */
export const everyCredential: readonly CredentialView[] = [
  refusedAccount(),
  credential({
    id: 'google',
    label: 'google:default',
    provider: 'Google',
    kind: 'gateway-model-sign-in',
    store: 'gateway',
    state: { phase: 'ends-soon', endsAt: ago(-272, 'min') },
    lastWorkedAt: ago(9, 'min'),
    lastWorkedBy: 'main',
    declared: declared({ account: 'ana@example.org', endsAt: ago(-272, 'min'), gatewaySays: 'ok' }),
    acts: ['sign-in', 'check', 'sign-out'],
  }),
  credential({
    id: 'device',
    label: 'This device',
    provider: 'gateway nas.local',
    kind: 'device-token',
    state: { phase: 'refused-by-gateway', refusedAt: ago(38, 'min') },
    ...never,
    lastRefusedAt: ago(38, 'min'),
    acts: ['pair'],
  }),
  credential({
    id: 'trial',
    label: 'Trial key',
    provider: 'Anthropic',
    state: { phase: 'limited', opensAt: ago(-82, 'min') },
    lastWorkedAt: ago(24, 'min'),
  }),
  account({
    id: 'second',
    label: 'ChatGPT, team',
    store: 'memory',
    state: { phase: 'cannot-store' },
    declared: declared({ account: 'team@example.org', plan: 'Business', canRenew: true }),
    acts: ['sign-in', 'check', 'keep-in-file', 'sign-out', 'remove'],
  }),
  account({
    id: 'codex',
    label: 'ChatGPT of my codex',
    store: 'codex-home',
    state: { phase: 'renewing', since: ago(2) },
    lastWorkedAt: ago(1, 'min'),
    declared: declared({
      account: 'ana@example.org',
      plan: 'Plus',
      endsAt: ago(-2, 'min'),
      canRenew: true,
    }),
    acts: ['check', 'remove'],
  }),
  credential({
    id: 'mistral',
    label: 'OpenClaw: Mistral',
    provider: 'Mistral',
    kind: 'gateway-model-key',
    store: 'gateway',
    state: { phase: 'not-checked' },
    ...never,
    declared: declared({ account: 'gateway configuration', gatewaySays: 'static' }),
    acts: ['set-key', 'check'],
  }),
  credential({
    id: 'anthropic',
    label: 'anthropic:default',
    provider: 'Anthropic',
    kind: 'gateway-model-sign-in',
    store: 'gateway',
    state: { phase: 'good', lastWorkedAt: ago(3, 'min') },
    lastWorkedAt: ago(3, 'min'),
    lastWorkedBy: 'main',
    declared: declared({ gatewaySays: 'expired', endsAt: ago(20, 'min') }),
    finding: { kind: 'works-though-ended', workedAt: ago(3, 'min') },
    acts: ['sign-in', 'check', 'sign-out'],
  }),
  credential({
    id: 'gateway-token',
    label: 'Token of nas.local',
    provider: 'gateway nas.local',
    kind: 'gateway-token',
    lastWorkedAt: ago(3, 'd'),
    state: { phase: 'good', lastWorkedAt: ago(3, 'd') },
    acts: ['set-key'],
  }),
  credential({
    id: 'house',
    label: 'House key',
    provider: 'House',
    generation: 0,
    store: 'none',
    state: { phase: 'needs-sign-in', refusedAt: null, waiting: 0, continuing: 0 },
    ...never,
  }),
  credential({ id: 'work', label: 'OpenAI, work key' }),
];

/** What a person should know of a credential, beside what it says and what it met. */
export const foundOnCredentials: readonly CredentialView[] = [
  credential({
    id: 'anthropic-key',
    label: 'anthropic:manual',
    provider: 'Anthropic',
    kind: 'gateway-model-key',
    store: 'gateway',
    state: { phase: 'needs-sign-in', refusedAt: ago(9, 'min'), waiting: 0, continuing: 0 },
    ...never,
    lastRefusedAt: ago(9, 'min'),
    lastRefusedBy: 'main',
    lastRefusedCode: '401',
    finding: { kind: 'key-not-stored', at: ago(40), oldIsOut: true },
    acts: ['set-key', 'store-again', 'check'],
  }),
  credential({
    id: 'google',
    label: 'google',
    provider: 'Google',
    kind: 'gateway-model-key',
    store: 'gateway',
    finding: {
      kind: 'stored-with-warning',
      at: ago(65),
      words: 'the profile is not the default of any agent',
    },
    profiles: [
      {
        name: 'google:default',
        kind: 'sign-in',
        says: 'expired',
        endsAt: ago(20, 'min'),
        met: null,
      },
      {
        name: 'google:manual',
        kind: 'key',
        says: 'static',
        endsAt: null,
        met: { what: 'worked', at: ago(3, 'min') },
      },
    ],
    acts: ['set-key', 'check'],
  }),
  account({
    id: 'codex',
    label: 'ChatGPT of my codex',
    store: 'codex-home',
    declared: declared({ account: 'eva@example.org', plan: 'Plus', canRenew: true }),
    finding: { kind: 'changed-elsewhere', at: ago(4, 'min') },
    acts: ['check', 'remove'],
  }),
];
