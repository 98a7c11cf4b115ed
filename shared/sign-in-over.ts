import type { SignInView } from './credential.ts';

/** True for a sign-in that only a new start moves on; a code that ran out is followed by a new one. */
export const isSignInOver = (signIn: SignInView): boolean => {
  switch (signIn.phase) {
    case 'denied':
    case 'port-taken':
    case 'failed':
    case 'done':
      return true;
    case 'expired':
      return signIn.flow === 'browser';
    case 'queued':
    case 'starting':
    case 'browser':
    case 'device':
    case 'wizard':
      return false;
  }
};
