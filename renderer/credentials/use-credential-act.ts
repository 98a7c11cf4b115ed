import { useState } from 'react';
import type { CredentialAct, CredentialView } from '../../shared/credential.ts';
import { isolated } from '../../shared/isolated.ts';
import { useView } from '../panel-context.tsx';
import type { SignInHere } from '../sign-in/use-sign-in.ts';
import { useAct } from '../use-act.ts';
import { useSending } from '../use-sending.ts';

interface CredentialActs {
  readonly press: (act: CredentialAct) => void;
  /** What is asked of the other side just now, as a sentence; null while nothing is. */
  readonly underWay: string | null;
}

/** Does an act of a credential: at once, in place, or after a question. */
export const useCredentialAct = (credential: CredentialView, here: SignInHere): CredentialActs => {
  const send = useAct();
  const show = useView((view) => view.show);
  const go = useView((view) => view.go);
  const { id, label, provider } = credential;
  const { isSending, send: once } = useSending();
  const [asks, setAsks] = useState('');
  const check = (sentence: string, done: string) =>
    void once(() => {
      setAsks(sentence);
      return send('credentials.check', { id }, done);
    });
  const pair = async () => {
    await send('gateway.retry', {});
    go({ view: 'gateway' });
  };
  const press = (act: CredentialAct) => {
    switch (act) {
      case 'set-key':
        here.showKey();
        break;
      case 'sign-in':
        here.begin('browser');
        break;
      case 'check':
        check(`Checking with ${provider}.`, `Checked ${isolated(label)}.`);
        break;
      case 'store-again':
        check('Storing the key.', `The key of ${isolated(label)} is stored.`);
        break;
      case 'pair':
        void pair();
        break;
      case 'keep-in-keyring':
        void send(
          'credentials.keep',
          { id, keep: 'keyring' },
          `From the next sign-in on, ${isolated(label)} is kept in the password store.`,
        );
        break;
      case 'keep-in-file':
      case 'sign-out':
      case 'remove':
        show({ kind: act, credentialId: id });
    }
  };
  return { press, underWay: isSending ? asks : null };
};
