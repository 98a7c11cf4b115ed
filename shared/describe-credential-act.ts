import { isKey, isOfModels } from './credential.ts';
import type { CredentialAct, CredentialView } from './credential.ts';

/** The one button of a credential's row. */
export interface CredentialButton {
  /** Its label; null when there is nothing to do. */
  readonly action: string | null;
  /**
   * What it does; `how-to-fix` explains the password store, `switch-account` asks which other one
   * templates are to use. Null without a button.
   */
  readonly act: CredentialAct | 'how-to-fix' | 'switch-account' | null;
}

const noButton: CredentialButton = { action: null, act: null };

const signInButton = (
  view: CredentialView,
  continuing: number,
  plain: string,
): CredentialButton => {
  const act = view.acts.find((one) => one === 'sign-in' || one === 'set-key') ?? null;
  if (act === null) return noButton;
  if (continuing === 0) return { action: plain, act };
  const action = continuing === 1 ? 'Sign in and continue' : `Sign in and continue (${continuing})`;
  return { action, act };
};

/** The button that a credential's state asks for, of what can be done with it here. Pure. */
export const credentialButton = (view: CredentialView): CredentialButton => {
  const { state, acts } = view;
  const notStored = view.finding?.kind === 'key-not-stored' || state.phase === 'cannot-store';
  if (notStored && acts.includes('store-again')) {
    return { action: 'Store again', act: 'store-again' };
  }
  switch (state.phase) {
    case 'needs-sign-in': {
      const none = isKey(view.kind) && state.refusedAt === null ? 'Add key' : 'Sign in';
      return signInButton(view, state.continuing, none);
    }
    case 'ends-soon':
      return signInButton(view, 0, isKey(view.kind) ? 'Replace key' : 'Sign in now');
    case 'refused-by-gateway':
      return acts.includes('pair') ? { action: 'Pair again', act: 'pair' } : noButton;
    case 'not-checked':
      return acts.includes('check') ? { action: 'Check', act: 'check' } : noButton;
    case 'cannot-store':
      // A store that is there and fails is not mended by unlocking it.
      if (state.failed !== true) return { action: 'How to fix', act: 'how-to-fix' };
      return acts.includes('keep-in-file')
        ? { action: 'Keep in a file…', act: 'keep-in-file' }
        : noButton;
    case 'limited':
      return view.kind === 'account' || view.kind === 'api-key'
        ? { action: 'Switch account', act: 'switch-account' }
        : noButton;
    case 'good':
    case 'renewing':
      return noButton;
  }
};

/** What an act is called in a menu; three dots where a question or a field follows. */
export const describeCredentialAct = (act: CredentialAct, view: CredentialView): string => {
  switch (act) {
    case 'set-key':
      return view.generation === 0 ? 'Add key…' : 'Replace key…';
    case 'store-again':
      return 'Store the key again';
    case 'sign-in':
      return view.generation === 0 ? 'Sign in…' : 'Sign in again…';
    case 'sign-out':
      return 'Sign out…';
    case 'check':
      return isOfModels(view.kind) ? 'Check as administrator (a small model call)' : 'Check';
    case 'pair':
      return 'Pair again';
    case 'remove':
      return view.kind === 'account' ? 'Remove account…' : 'Remove credential…';
    case 'keep-in-file':
      return 'Keep in a file…';
    case 'keep-in-keyring':
      return 'Keep in the password store';
  }
};
