import { expect, it } from 'vitest';

import { waitingPerCredential } from '../../../../electron/credentials/verdicts/waiting.ts';
import { queuedView } from '../../../../electron/helpers/helper/view.ts';
import { failure } from '../../../../shared/failure.ts';
import { builtInTemplate } from '../../../../shared/settings.ts';
import type { HelperView } from '../../../../shared/state.ts';

const refusal = failure({
  kind: 'unauthorized',
  credentialId: 'openai',
  generation: 1,
  provider: 'OpenAI',
});

const helper = (credential: string, willAsk: boolean, goesOn = false): HelperView => ({
  ...queuedView(
    'h',
    'h',
    {
      template: { ...builtInTemplate, credential },
      prompt: 'go',
      cwd: '/work',
      isolated: true,
      spawnedBy: null,
      name: null,
    },
    0,
  ),
  state: {
    phase: 'waiting-for-sign-in',
    failure: refusal,
    processUntil: null,
    ...(willAsk ? { willAsk: true } : {}),
    ...(goesOn ? { goesOn: true } : {}),
  },
});

it('counts who waits for each credential, and who of them goes on by itself', () => {
  const ended: HelperView = { ...helper('openai', false), state: { phase: 'completed' } };
  const helpers = [
    helper('openai', false),
    helper('openai', true),
    helper('openai', false),
    helper('work', true),
    helper('work', false, true),
    ended,
  ];
  expect([...waitingPerCredential(helpers)]).toEqual([
    ['openai', { waiting: 3, continuing: 2 }],
    ['work', { waiting: 1, continuing: 0 }],
  ]);
});
