import { describe, expect, it } from 'vitest';
import type { CredentialAct, CredentialKind } from '../../../shared/credential.ts';
import { describeCredentialAct } from '../../../shared/describe-credential-act.ts';
import { describeCredential } from '../../../shared/describe-credential.ts';
import { credentialView } from '../../fakes/credential-view.ts';

const view = (kind: CredentialKind, acts: readonly CredentialAct[]) =>
  credentialView({ phase: 'not-checked' }, { kind, acts });
const sentence = (kind: CredentialKind, acts: readonly CredentialAct[]): string =>
  describeCredential(view(kind, acts), null, 0).sentence;

describe('a check that needs administrator rights', () => {
  const rights = 'with administrator rights';

  it('says so before it is made', () => {
    expect(sentence('gateway-model-key', ['check'])).toContain(rights);
    expect(describeCredentialAct('check', view('gateway-model-key', []))).toContain(
      'as administrator',
    );
  });

  it('is told of nowhere else', () => {
    expect(sentence('gateway-model-key', [])).not.toContain(rights);
    expect(sentence('api-key', ['check'])).not.toContain(rights);
    expect(describeCredentialAct('check', view('api-key', []))).toBe('Check');
  });
});
