import { failure } from '../../shared/failure.ts';
import { questionMs, type CommandRun } from './command-run.ts';
import { credentialJson } from './credential-json.ts';
import { credentialSentences } from './credentials-text.ts';
import { exitDone, exitSignIn } from './exit-code.ts';
import { print, printFailure } from './print.ts';

/** Asks whether a credential works now and prints what is then known; 4 when it needs a sign-in. */
export const checkCredential = async (run: CommandRun, id: string): Promise<number> => {
  const reply = await run.client.request('credentials.check', { id }, questionMs);
  // A refusal is an answer: the row says what is known of it.
  if (!reply.ok && reply.failure.kind !== 'unauthorized') return printFailure(run, reply.failure);
  const { state } = await run.client.look();
  const view = state.credentials.find((one) => one.id === id);
  if (view === undefined) {
    return printFailure(run, failure({ kind: 'unknown-id', what: `credential “${id}” any more` }));
  }
  const text = credentialSentences(view, state.gateway.state, run.now());
  await print(run, { ok: true, credential: credentialJson(view) }, text);
  const { phase } = view.state;
  return phase === 'needs-sign-in' || phase === 'refused-by-gateway' ? exitSignIn : exitDone;
};
