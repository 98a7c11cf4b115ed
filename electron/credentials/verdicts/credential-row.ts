import type {
  CredentialAct,
  CredentialKind,
  CredentialView,
  SecretStore,
  SignInView,
} from '../../../shared/credential.ts';
import {
  credentialFinding,
  credentialState,
  type Declared,
  type VerdictContext,
} from './credential-state.ts';
import type { Observed } from './observed.ts';

/** All that a row is made of; the verdict and the finding are derived here. */
export interface RowFacts {
  readonly id: string;
  readonly label: string;
  readonly provider: string;
  readonly kind: CredentialKind;
  readonly store: SecretStore;
  readonly nextStore?: 'keyring' | 'file';
  readonly declared: Declared;
  readonly observed: Observed;
  readonly signIn: SignInView | null;
  readonly acts: readonly CredentialAct[];
}

/** The row of a credential, as version 1. Pure. */
export const credentialRow = (facts: RowFacts, context: VerdictContext): CredentialView => {
  const { id, label, provider, kind, store, declared, observed, signIn, acts } = facts;
  const { account, plan, endsAt, canRenew, gatewaySays } = declared;
  return {
    id,
    version: 1,
    label,
    provider,
    kind,
    generation: declared.generation,
    store,
    ...(facts.nextStore === undefined ? {} : { nextStore: facts.nextStore }),
    state: credentialState(declared, observed, context),
    declared: { account, plan, endsAt, canRenew, gatewaySays },
    lastWorkedAt: observed.lastWorkedAt,
    lastWorkedBy: observed.lastWorkedBy,
    lastRefusedAt: observed.lastRefusedAt,
    lastRefusedBy: observed.lastRefusedBy,
    lastRefusedCode: observed.lastRefusedCode,
    finding: credentialFinding(declared, observed, context.now),
    signIn,
    acts,
  };
};
