import { describe, expect, it } from 'vitest';
import { describeProfiles } from '../../../shared/describe-profiles.ts';
import type { CredentialState, CredentialView } from '../../../shared/credential.ts';
import { credentialView } from '../../fakes/credential-view.ts';
import { moments } from './moments.ts';

const { now, refusedAt, tonight } = moments;
const notChecked: CredentialState = { phase: 'not-checked' };

describe('the profiles behind one row of the gateway', () => {
  it('are told one by one where there are several', () => {
    const profiles: CredentialView['profiles'] = [
      { name: 'work', kind: 'key', says: 'static', endsAt: null, met: null },
      {
        name: 'ana@example.org',
        kind: 'sign-in',
        says: 'expiring',
        endsAt: tonight,
        met: { what: 'auth-failed', at: refusedAt },
      },
    ];
    expect(describeProfiles(credentialView(notChecked, { profiles }), now)).toBe(
      'OpenClaw changes between 2 profiles by itself: work (OpenClaw says static; not checked), ana@example.org (OpenClaw says expiring until 18:40; authentication failed 14:02).',
    );
    expect(describeProfiles(credentialView(notChecked), now)).toBeNull();
  });
});
