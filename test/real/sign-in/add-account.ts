import { expect } from 'vitest';

import type { SignInScene } from './open-scene.ts';
import { userCodeOf } from './user-code-of.ts';

/**
 * Adds an account, signs in to it with a code from the command line, and saves a template that uses
 * it; answers the ids of both.
 */
export const addAccount = async (
  { app, issuer }: Pick<SignInScene, 'app' | 'issuer'>,
  name: string,
): Promise<{ readonly account: string; readonly template: string }> => {
  const added = (await app.json(['credentials', 'add-account', name])) as { readonly id: string };
  const account = added.id;
  const signingIn = app.cli(['sign-in', account, '--device']);
  issuer.answerDevice(await userCodeOf(app, account), 'approved');
  expect(await signingIn).toMatchObject({ code: 0 });
  const template = {
    name,
    model: 'gpt-5.5',
    provider: null,
    credential: account,
    cwd: null,
    sandbox: 'read-only',
    approvals: 'never',
  };
  const saved = (await app.json(['templates', 'add', '-'], JSON.stringify(template))) as {
    readonly id: string;
  };
  return { account, template: saved.id };
};
