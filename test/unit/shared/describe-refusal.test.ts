import { expect, it } from 'vitest';
import { describeRefusal } from '../../../shared/describe-refusal.ts';
import type { CredentialState, CredentialView } from '../../../shared/credential.ts';
import { credentialView } from '../../fakes/credential-view.ts';
import { moments } from './moments.ts';

const { now, refusedAt } = moments;

it('a refusal names who met it and its code, while the row stands at it', () => {
  const seen = { lastRefusedBy: 'api-review', lastRefusedCode: 'HTTP 401' } as const;
  const of = (state: CredentialState, change: Partial<CredentialView> = seen) =>
    describeRefusal(credentialView(state, change), now);
  const refused = { phase: 'needs-sign-in', refusedAt, waiting: 0, continuing: 0 } as const;
  expect(of(refused)).toBe('Refused 14:02, met by api-review (HTTP 401).');
  expect(of(refused, { lastRefusedBy: 'api-review' })).toBe('Refused 14:02, met by api-review.');
  expect(of(refused, {})).toBeNull();
  expect(of({ phase: 'good', lastWorkedAt: now })).toBeNull();
  expect(of({ ...refused, refusedAt: null })).toBeNull();
  expect(of({ phase: 'refused-by-gateway', refusedAt })).toContain('HTTP 401');
});
