import type { DeclaredView } from '../../../shared/credential.ts';

/** What a token says that says nothing. */
export const nothingDeclared: DeclaredView = {
  account: null,
  plan: null,
  endsAt: null,
  canRenew: false,
  gatewaySays: null,
};
