import type { CredentialView } from './credential.ts';
import { count } from './format.ts';

/** What follows when a sign-in is done, with a space before; empty when nothing waits. Pure. */
export const describeAfterSignIn = ({ state }: CredentialView): string => {
  if (state.phase !== 'needs-sign-in' || state.waiting === 0) return '';
  const { continuing } = state;
  const asking = state.waiting - continuing;
  const ask = asking === 0 ? '' : `${count(asking, 'helper')} ${asking === 1 ? 'asks' : 'ask'} you`;
  if (continuing === 0) return ` When it is done, ${ask}.`;
  const others = ask === '' ? '' : `, ${ask}`;
  return continuing === 1
    ? ` When it is done, 1 helper goes on${others}.`
    : ` When it is done, ${continuing} helpers go on, one first as a test${others}.`;
};
