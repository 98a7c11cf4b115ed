import { describe, expect, it } from 'vitest';
import { signInInPlace } from '../../../electron/shell/sign-in-in-place.ts';
import type { CredentialView } from '../../../shared/credential.ts';
import { failure } from '../../../shared/failure.ts';
import { failed } from '../../../shared/result.ts';
import { refusedCredential, scriptedPanel } from '../../support/scripted-panel.ts';

const account: CredentialView = {
  ...refusedCredential(2),
  kind: 'account',
  acts: ['sign-in', 'sign-out'],
};

const click = async (credentials: readonly CredentialView[], refusal = false) => {
  const panel = scriptedPanel();
  panel.store.setCredentials(credentials);
  if (refusal) panel.answer(() => failed(failure({ kind: 'storage', what: 'x' })));
  const shown: unknown[] = [];
  const refused: string[] = [];
  const navigate = (target: unknown): number => shown.push(target);
  const onRefused = ({ kind }: { readonly kind: string }): number => refused.push(kind);
  await signInInPlace({ panel, navigate, onRefused }, 'openai');
  return { shown, refused, asked: panel.asked };
};

const begun = {
  name: 'credentials.sign-in',
  input: { id: 'openai', flow: 'browser' },
  origin: 'tray',
};
const open = [{ view: 'credentials', open: 'openai' }];

describe('a click on “Sign in” outside of the window', () => {
  it('opens the credential in the window and begins its sign-in', async () => {
    const { shown, asked } = await click([account]);
    expect(shown).toEqual(open);
    expect(asked).toEqual([begun]);
  });

  it.each<[string, number, CredentialView['signIn']]>([
    ['is under way', 0, { phase: 'starting', flow: 'browser', since: 1 }],
    ['waits for a new code', 0, { phase: 'expired', flow: 'device' }],
    ['was denied', 1, { phase: 'denied', flow: 'browser', words: '' }],
    ['ran out', 1, { phase: 'expired', flow: 'browser' }],
    ['was done', 1, { phase: 'done', at: 1 }],
  ])('when one %s: begins %i more', async (_how, times, signIn) => {
    const { shown, asked } = await click([{ ...account, signIn }]);
    expect(shown).toEqual(open);
    expect(asked).toHaveLength(times);
  });

  it('only opens the field of a key, and the list for what is gone', async () => {
    for (const credentials of [[refusedCredential(1)], []]) {
      const { shown, asked } = await click(credentials);
      expect(shown).toEqual(open);
      expect(asked).toEqual([]);
    }
  });

  it('says when it could not be begun', async () => {
    expect((await click([account], true)).refused).toEqual(['storage']);
  });
});
