import { describe, expect, it, vi } from 'vitest';

import { Breaker } from '../../../electron/helpers/breaker.ts';
import { ScriptedCredentials } from '../../fakes/scripted-credentials.ts';
import type { CredentialUse } from '../../../electron/credentials/grants.ts';

const at = (target: string): CredentialUse => ({
  credentialId: 'openai',
  provider: 'OpenAI',
  target,
});
const here = at('https://here.example/v1');
const there = at('https://there.example/v1');

const setUp = () => {
  const credentials = new ScriptedCredentials();
  credentials.set('openai', 'key-1');
  const onOpened = vi.fn();
  const breaker = new Breaker(credentials, onOpened);
  return { credentials, breaker, onOpened };
};

describe('the breaker', () => {
  it('opens with the first refusal, for that provider, credential and generation', () => {
    const { credentials, breaker, onOpened } = setUp();
    expect(breaker.refusal(here)).toBeNull();
    breaker.refused(here, 1, 'bad', 'httpConnectionFailed 401');
    expect(breaker.refusal(here)).toMatchObject({ kind: 'unauthorized', generation: 1 });
    expect(breaker.refusal(there)).toBeNull();
    expect(breaker.refusal({ ...here, credentialId: 'other' })).toMatchObject({ generation: 0 });
    expect(onOpened).toHaveBeenCalledOnce();
    credentials.set('openai', 'key-2');
    expect(breaker.refusal(here)).toBeNull();
  });

  it('counts the refusals of several providers apart', () => {
    const { breaker } = setUp();
    breaker.refused(here, 1, 'a', null);
    breaker.refused(there, 1, 'b', null);
    expect(breaker.refusal(here)).not.toBeNull();
    expect(breaker.refusal(there)).not.toBeNull();
    expect(breaker.refusal(at('https://third.example/v1'))).toBeNull();
  });

  it('is not opened by the refusal of a generation that was replaced', () => {
    const { credentials, breaker, onOpened } = setUp();
    credentials.set('openai', 'key-2');
    breaker.refused(here, 1, 'late', null);
    expect(breaker.refusal(here)).toBeNull();
    expect(onOpened).not.toHaveBeenCalled();
  });

  it('takes a refusal that it did not see itself to be everyone’s', () => {
    const { credentials, breaker } = setUp();
    credentials.refused('openai', 1, 'someone');
    expect(breaker.refusal(here)).not.toBeNull();
    expect(breaker.refusal(there)).not.toBeNull();
  });

  it('tells a key that is locked away from one that is not there', () => {
    const { credentials, breaker } = setUp();
    credentials.lockedAway.add('openai');
    expect(breaker.refusal(here)).toMatchObject({ generation: 0, isLockedAway: true });
    expect(breaker.refusal({ ...here, credentialId: 'other' })).not.toHaveProperty('isLockedAway');
    credentials.lockedAway.clear();
    expect(breaker.refusal(here)).toBeNull();
  });
});
