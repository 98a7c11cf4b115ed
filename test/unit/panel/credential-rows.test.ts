import { describe, expect, it } from 'vitest';

import {
  createCredentialRows,
  waitingPerCredential,
} from '../../../electron/panel/credential-rows.ts';
import { queuedView } from '../../../electron/helpers/helper/view.ts';
import { failure } from '../../../shared/failure.ts';
import { builtInTemplate } from '../../../shared/settings.ts';
import type { CredentialView } from '../../../shared/credential.ts';
import type { HelperView } from '../../../shared/state.ts';
import { credentialView } from '../../fakes/credential-view.ts';

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

describe('the rows that are shown', () => {
  const needed = { phase: 'needs-sign-in', refusedAt: 5, waiting: 0, continuing: 0 } as const;
  const openai = credentialView(needed, { id: 'openai', version: 3 });
  const corp = credentialView({ phase: 'not-checked' }, { id: 'corp' });
  const gateway = credentialView({ phase: 'not-checked' }, { id: 'gateway' });
  const shown = () => {
    const lists: (readonly CredentialView[])[] = [];
    return { lists, rows: createCredentialRows((list) => lists.push(list)) };
  };

  it('are ours with who waits, and then the gateway’s, whoever speaks first', () => {
    const { lists, rows } = shown();
    rows.gateways([gateway]);
    rows.helpers([helper('openai', false), helper('openai', true), helper('corp', false)]);
    rows.ours([openai, corp]);
    expect(lists.at(-1)).toEqual([
      { ...openai, state: { ...needed, waiting: 2, continuing: 1 } },
      corp,
      gateway,
    ]);
    expect(lists).toHaveLength(2);
  });

  it('are written when one changed only, and keep the others as they are', () => {
    const { lists, rows } = shown();
    rows.ours([openai, corp]);
    const three = [helper('openai', false), helper('openai', false), helper('openai', true)];
    rows.helpers(three);
    rows.helpers([...three, helper('corp', true)]);
    rows.ours([openai, corp]);
    expect(lists).toHaveLength(2);
    const [before, after] = lists;
    expect(after?.[0]?.state).toEqual({ ...needed, waiting: 3, continuing: 2 });
    expect(after?.[0]?.version).toBeGreaterThan(before?.[0]?.version ?? Infinity);
    expect(after?.[1]).toBe(before?.[1]);
  });

  it('have another version for each thing that they say, also back to what they said', () => {
    const { lists, rows } = shown();
    rows.ours([openai]);
    rows.helpers([helper('openai', false)]);
    rows.ours([{ ...openai, version: 4, label: 'Renamed' }]);
    rows.helpers([]);
    rows.ours([openai]);
    const versions = lists.map(([row]) => row?.version);
    expect(new Set(versions).size).toBe(5);
    expect(versions).toEqual(versions.toSorted());
  });
});
