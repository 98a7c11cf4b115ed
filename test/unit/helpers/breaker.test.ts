import { describe, expect, it } from 'vitest';

import { Breaker, type CredentialUse } from '../../../electron/helpers/breaker.ts';
import { ScriptedCredentials } from '../../fakes/scripted-credentials.ts';

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
  const opened: CredentialUse[] = [];
  const breaker = new Breaker(credentials, (use) => opened.push(use));
  return { credentials, breaker, opened };
};

describe('the breaker', () => {
  it('opens with the first refusal, for that provider, credential and generation', () => {
    const { credentials, breaker, opened } = setUp();
    expect(breaker.refusal(here)).toBeNull();
    breaker.refused(here, 1, 'bad', 'httpConnectionFailed 401');
    expect(breaker.refusal(here)).toMatchObject({ kind: 'unauthorized', generation: 1 });
    expect(breaker.refusal(there)).toBeNull();
    expect(breaker.refusal({ ...here, credentialId: 'other' })).toMatchObject({ generation: 0 });
    expect(opened).toEqual([here]);
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
    const { credentials, breaker, opened } = setUp();
    credentials.set('openai', 'key-2');
    breaker.refused(here, 1, 'late', null);
    expect(breaker.refusal(here)).toBeNull();
    expect(opened).toEqual([]);
  });

  it('takes a refusal that it did not see itself to be everyone’s', () => {
    const { credentials, breaker } = setUp();
    credentials.refused('openai', 1, 'someone');
    expect(breaker.refusal(here)).not.toBeNull();
    expect(breaker.refusal(there)).not.toBeNull();
  });

  it('lets nothing leave with a generation older than the one there is', () => {
    const { credentials, breaker } = setUp();
    expect(breaker.passage(here, 1)).toEqual({ kind: 'pass' });
    credentials.set('openai', 'key-2');
    expect(breaker.passage(here, 1)).toEqual({ kind: 'outdated' });
    expect(breaker.passage(here, 2)).toEqual({ kind: 'pass' });
    breaker.refused(here, 2, 'bad', null);
    expect(breaker.passage(here, 2)).toMatchObject({ kind: 'refused' });
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
