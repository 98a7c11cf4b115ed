import type { CredentialView } from '../../shared/credential.ts';
import type { GatewayState, HelperView } from '../../shared/state.ts';
import { standingOf } from '../helpers/helper-look.ts';

/** True for a helper that stands still until the person signs in or answers. Pure. */
export const helperNeedsYou = (helper: HelperView): boolean => {
  const standing = standingOf(helper);
  return standing === 'needs-sign-in' || standing === 'asks';
};

/** True for a credential that was refused, or that helpers wait for. Pure. */
export const credentialNeedsYou = ({ state }: CredentialView): boolean =>
  state.phase === 'needs-sign-in' && (state.refusedAt !== null || state.waiting > 0);

/** True for a link that no retry mends. Pure. */
export const linkNeedsYou = ({ phase }: GatewayState): boolean => phase === 'blocked';
