import type { CredentialView } from '../../shared/credential.ts';
import type { Reply } from '../../shared/result.ts';
import { credentialOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Question } from '../ui/question.tsx';
import { useAct } from '../use-act.ts';
import { useHideWhenGone } from '../use-hide-when-gone.ts';
import { usesOf } from './uses-of.ts';

/** What is asked, in words. */
export interface Asked {
  readonly title: string;
  readonly label: string;
  readonly lines: readonly string[];
}

interface Props {
  readonly credentialId: string;
  readonly ask: (credential: CredentialView, uses: readonly string[]) => Asked;
  readonly done: (credential: CredentialView) => string;
  readonly command: 'credentials.remove' | 'credentials.sign-out' | 'credentials.keep';
}

/** Asks before something happens to a credential; Cancel has the focus. */
export const CredentialQuestion = ({ credentialId, ask, done, command }: Props) => {
  const credential = usePanel(({ credentials }) => credentialOf(credentials, credentialId));
  const uses = usePanel((state) => usesOf(credentialId, state, 'cannot be signed in again'));
  const hide = useView((view) => view.hide);
  const act = useAct();
  useHideWhenGone(credential === undefined);
  if (credential === undefined) return null;
  const { title, label, lines } = ask(credential, uses);
  const send = (): Promise<Reply<null>> => {
    const id = credentialId;
    return command === 'credentials.keep'
      ? act(command, { id, keep: 'file' }, done(credential))
      : act(command, { id }, done(credential));
  };
  return (
    <Question
      title={title}
      label={label}
      onYes={() => {
        hide();
        void send();
      }}
      onClose={hide}
    >
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Question>
  );
};
