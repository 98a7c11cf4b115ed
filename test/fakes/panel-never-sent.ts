import type { CredentialView } from '../../shared/credential.ts';
import { vaultNotices } from '../../shared/describe-vault.ts';
import { failure, type Failure } from '../../shared/failure.ts';
import { at, panel, type PanelFixture } from './panel-fixture.ts';
import { ago, timeline } from './panel-moment.ts';
import { appState, credential, refusedHelper } from './panel-parts.ts';

const noKey = failure({
  kind: 'unauthorized',
  credentialId: 'openai',
  generation: 0,
  provider: 'OpenAI',
});

const lockedAway = failure({
  kind: 'unauthorized',
  credentialId: 'openai',
  generation: 0,
  provider: 'OpenAI',
  isLockedAway: true,
});

const locked = { phase: 'locked' } as const;
const lockedStore = appState({ keyring: locked, notices: vaultNotices(locked, []) });

/** One helper that waits before it ever sent anything, since no key is at hand. */
const neverSent = (
  failed: Failure,
  why: string,
  part: Partial<CredentialView>,
  more: Parameters<typeof panel>[0] = {},
): PanelFixture =>
  at(
    panel({
      ...more,
      credentials: [
        credential({
          generation: 0,
          state: { phase: 'needs-sign-in', refusedAt: null, waiting: 1, continuing: 1 },
          lastWorkedAt: null,
          lastWorkedBy: null,
          ...part,
        }),
      ],
      helpers: [
        refusedHelper({
          state: { phase: 'waiting-for-sign-in', failure: failed, processUntil: null },
          activity: `Will wait: ${why}`,
          promptsSent: 0,
          clientId: null,
          pid: null,
          startedAt: null,
          refusedAt: null,
          totalTokens: null,
          timeline: timeline([
            ago(366),
            'attention',
            'Will wait: nothing is sent until a sign-in works',
          ]),
        }),
      ],
    }),
    { view: 'helper', id: 'h-refused' },
  );

/** Helpers that wait before they ever sent anything. */
export const neverSentStates: Readonly<Record<string, PanelFixture>> = {
  'helper-no-key-yet': neverSent(noKey, 'no key is set yet', { store: 'none' }),
  'helper-key-locked-away': neverSent(
    lockedAway,
    'the password store is locked',
    { store: 'keyring' },
    { app: lockedStore },
  ),
};
