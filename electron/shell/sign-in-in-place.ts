import type { NavigateTarget } from '../../shared/contract.ts';
import type { Failure } from '../../shared/failure.ts';
import { isSignInOver } from '../../shared/sign-in-over.ts';
import type { PanelPort } from '../ports/panel-port.ts';

interface SignInInPlaceOptions {
  readonly panel: Pick<PanelPort, 'dispatch' | 'state'>;
  readonly navigate: (target: NavigateTarget) => void;
  /** Called when the sign-in could not be begun; the window then shows none. */
  readonly onRefused: (failure: Failure) => void;
}

/**
 * Opens the window on a credential and begins its sign-in there, the browser first; one that is
 * under way is only shown, and where a key is needed its field is open.
 */
export const signInInPlace = async (
  { panel, navigate, onRefused }: SignInInPlaceOptions,
  credentialId: string,
): Promise<void> => {
  navigate({ view: 'credentials', open: credentialId });
  const view = panel.state().credentials.find(({ id }) => id === credentialId);
  if (view?.acts.includes('sign-in') !== true) return;
  if (view.signIn !== null && !isSignInOver(view.signIn)) return;
  const input = { id: credentialId, flow: 'browser' } as const;
  const reply = await panel.dispatch('credentials.sign-in', input, 'tray');
  if (!reply.ok) onRefused(reply.failure);
};
