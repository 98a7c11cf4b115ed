import type { CredentialAct, CredentialView } from '../../shared/credential.ts';
import { useView } from '../panel-context.tsx';
import type { SignInHere } from '../sign-in/use-sign-in.ts';
import { useAct } from '../use-act.ts';

/** Does an act of a credential: at once, in place, or after a question. */
export const useCredentialAct = (
  credential: CredentialView,
  here: SignInHere,
): ((act: CredentialAct) => void) => {
  const send = useAct();
  const show = useView((view) => view.show);
  const go = useView((view) => view.go);
  const { id, label } = credential;
  const pair = async () => {
    await send('gateway.retry', {});
    go({ view: 'gateway' });
  };
  return (act) => {
    switch (act) {
      case 'set-key':
        here.showKey();
        break;
      case 'sign-in':
        here.begin('browser');
        break;
      case 'check':
        void send('credentials.check', { id }, `Checked ${label}.`);
        break;
      case 'store-again':
        void send('credentials.check', { id }, `The key of ${label} is stored.`);
        break;
      case 'pair':
        void pair();
        break;
      case 'keep-in-keyring':
        void send(
          'credentials.keep',
          { id, keep: 'keyring' },
          `From the next sign-in on, ${label} is kept in the password store.`,
        );
        break;
      case 'keep-in-file':
      case 'sign-out':
      case 'remove':
        show({ kind: act, credentialId: id });
    }
  };
};
