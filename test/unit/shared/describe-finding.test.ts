import { describe, expect, it } from 'vitest';
import { describeCredential } from '../../../shared/describe-credential.ts';
import { describeFinding } from '../../../shared/describe-finding.ts';
import type { CredentialState, CredentialView } from '../../../shared/credential.ts';
import { credentialView } from '../../fakes/credential-view.ts';
import { moments } from './moments.ts';
import { nothingDeclared as nothing } from './nothing-declared.ts';

const { now, refusedAt, tonight } = moments;
const notChecked: CredentialState = { phase: 'not-checked' };

describe('a finding', () => {
  const text = (change: Partial<CredentialView>) =>
    describeFinding(credentialView(notChecked, change), now)?.text ?? null;

  it('is nothing where words and record agree', () => {
    expect(text({})).toBeNull();
  });

  it('believes the provider when a token says that it is good', () => {
    const declared = { ...nothing, endsAt: tonight, canRenew: true };
    expect(text({ declared, finding: { kind: 'refused-though-good', refusedAt } })).toBe(
      'The token says it is good until 18:40; OpenAI has refused it since 14:02. Bulkhead believes the provider.',
    );
    expect(
      text({
        declared: { ...nothing, gatewaySays: 'static' },
        finding: { kind: 'refused-though-good', refusedAt },
      }),
    ).toBe(
      'OpenClaw sees nothing wrong with it; OpenAI has refused it since 14:02. Bulkhead believes the provider.',
    );
  });

  it('says that nothing is to be done when it works', () => {
    const finding = { kind: 'works-though-ended', workedAt: now - 180_000 } as const;
    expect(text({ declared: { ...nothing, gatewaySays: 'expired' }, finding })).toBe(
      'OpenClaw says expired; it worked 3 min ago: nothing to do.',
    );
    expect(text({ finding })).toBe(
      'The token says it has ended; it worked 3 min ago: nothing to do.',
    );
  });

  it('says where a key is that was not stored, and the one thing to do', () => {
    const finding = { kind: 'key-not-stored', at: refusedAt, oldIsOut: true } as const;
    expect(text({ finding })).toBe(
      'Storing it failed at 14:02, twice. The old one is out of it, so its sessions get no answer from OpenAI. Bulkhead keeps the new one until you quit: store it again.',
    );
    expect(text({ finding: { ...finding, oldIsOut: false } })).toContain('It is not known whether');
    const view = credentialView(notChecked, { finding, acts: ['store-again', 'set-key'] });
    expect(describeCredential(view, null, now)).toMatchObject({
      action: 'Store again',
      act: 'store-again',
    });
  });

  it('offers to store a key again that the password store did not take, and no other way to fix it', () => {
    const acts = ['set-key', 'store-again', 'check', 'remove'] as const;
    const failed = credentialView({ phase: 'cannot-store', failed: true }, { acts });
    expect(describeCredential(failed, null, now)).toMatchObject({
      sentence: 'The password store did not take it. It works until you quit: store it again.',
      action: 'Store again',
    });
    const account = credentialView(
      { phase: 'cannot-store', failed: true },
      { kind: 'account', acts: ['sign-in', 'keep-in-file'] },
    );
    expect(describeCredential(account, null, now)).toMatchObject({
      sentence: 'The password store did not take it. It works until you quit.',
      act: 'keep-in-file',
    });
    const none = credentialView({ phase: 'cannot-store' }, { acts: ['set-key', 'remove'] });
    expect(describeCredential(none, null, now).action).toBe('How to fix');
    const refused = credentialView(
      { phase: 'needs-sign-in', refusedAt, waiting: 0, continuing: 0 },
      { acts },
    );
    expect(describeCredential(refused, null, now).act).toBe('set-key');
  });

  it('hands on the warning that came with a stored key', () => {
    const words = 'Run `openclaw gateway restart`.';
    expect(text({ finding: { kind: 'stored-with-warning', at: refusedAt, words } })).toBe(
      'At 14:02 it said: “Run `openclaw gateway restart`.”',
    );
  });

  it('names who signed in elsewhere', () => {
    const declared = { ...nothing, account: 'bo@example.org' };
    expect(text({ declared, finding: { kind: 'changed-elsewhere', at: refusedAt } })).toContain(
      'Since 14:02 it is bo@example.org.',
    );
  });
});
