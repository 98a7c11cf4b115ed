import type { CredentialView, SignInView } from '../../shared/credential.ts';
import { failureJson } from './failure-json.ts';

const signInJson = (signIn: SignInView) =>
  signIn.phase === 'failed' ? { ...signIn, failure: failureJson(signIn.failure) } : signIn;

/** A credential as the CLI prints it; times in epoch ms, and no secret in it. */
export const credentialJson = (view: CredentialView) => ({
  id: view.id,
  label: view.label,
  provider: view.provider,
  kind: view.kind,
  phase: view.state.phase,
  state: view.state,
  generation: view.generation,
  store: view.store,
  declared: view.declared,
  observed: {
    workedAt: view.lastWorkedAt,
    workedBy: view.lastWorkedBy,
    refusedAt: view.lastRefusedAt,
    refusedBy: view.lastRefusedBy,
    refusedCode: view.lastRefusedCode,
  },
  finding: view.finding,
  ...(view.profiles === undefined ? {} : { profiles: view.profiles }),
  signIn: view.signIn === null ? null : signInJson(view.signIn),
  acts: view.acts,
});
