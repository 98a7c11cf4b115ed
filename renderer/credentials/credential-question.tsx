import type { CredentialView } from '../../shared/credential.ts';
import type { Reply } from '../../shared/result.ts';
import { type PanelState, isEnded } from '../../shared/state.ts';
import { count, listed } from '../../shared/format.ts';
import { isolated } from '../../shared/isolated.ts';
import { credentialOf } from '../page-state.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Question } from '../ui/question.tsx';
import { useAct } from '../use-act.ts';
import { useHideWhenGone } from '../use-hide-when-gone.ts';

/** What is asked, in words. */
interface Asked {
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

/** What uses a credential, a sentence each: templates by name, helpers by number. Pure. */
const usesOf = (
  credentialId: string,
  { templates, helpers }: Pick<PanelState, 'templates' | 'helpers'>,
  lost: string,
): readonly string[] => {
  const used = templates.filter(({ credential }) => credential === credentialId);
  const alive = helpers.filter(
    (helper) => helper.credentialId === credentialId && !isEnded(helper.state),
  ).length;
  return [
    ...(used.length === 0
      ? []
      : [
          `${count(used.length, 'template')} ${used.length === 1 ? 'uses' : 'use'} it: ${listed(
            used.map(({ name }) => isolated(name)),
          )}.`,
        ]),
    ...(alive === 0 ? [] : [`${count(alive, 'helper')} on it ${lost}.`]),
  ];
};

/** Asks before something happens to a credential; Cancel has the focus. */
const CredentialQuestion = ({ credentialId, ask, done, command }: Props) => {
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

/** Asks before a sign-in is written into a file, and says what that means. */
export const KeepInFile = ({ credentialId }: { readonly credentialId: string }) => (
  <CredentialQuestion
    credentialId={credentialId}
    ask={({ label }) => ({
      title: `Keep the sign-in of ${isolated(label)} in a file?`,
      label: 'Keep in a file',
      lines: [
        'Without an unlocked password store a sign-in lasts until you quit.',
        'It holds from the next sign-in on: nothing is copied from one place to the other.',
        'In a file in Bulkhead’s own folder (0600) it lasts longer, but every program that runs as you can read it.',
      ],
    })}
    done={({ label }) => `From the next sign-in on, ${isolated(label)} is kept in a file.`}
    command="credentials.keep"
  />
);

const ends = ({ kind, provider }: CredentialView): string =>
  kind === 'gateway-model-sign-in' || kind === 'gateway-model-key'
    ? 'OpenClaw forgets it. Sessions that use it get no answer until it is signed in again.'
    : `${isolated(provider)} is told that this sign-in has ended, and it is deleted from Bulkhead.`;

/** Asks before a sign-in ends, and says what uses it. */
export const SignOut = ({ credentialId }: { readonly credentialId: string }) => (
  <CredentialQuestion
    credentialId={credentialId}
    ask={(credential, uses) => ({
      title: `Sign out of ${isolated(credential.label)}?`,
      label: 'Sign out',
      lines: [ends(credential), ...uses],
    })}
    done={({ label }) => `Signed out of ${isolated(label)}.`}
    command="credentials.sign-out"
  />
);

const leaves = ({ kind, provider, store }: CredentialView): string => {
  switch (kind) {
    case 'account':
      return store === 'codex-home'
        ? 'Bulkhead stops using it. Your codex stays signed in.'
        : 'Its sign-in is deleted from Bulkhead.';
    case 'api-key':
      return `Its key is deleted from Bulkhead. It stays valid at ${isolated(provider)}.`;
    case 'gateway-token':
    case 'gateway-password':
    case 'device-token':
      return 'It is deleted from Bulkhead. The gateway keeps its side.';
    case 'gateway-model-key':
    case 'gateway-model-sign-in':
      return 'It is deleted from OpenClaw. Sessions that use it get no answer.';
  }
};

/** Asks before a credential is removed, and says what uses it. */
export const RemoveCredential = ({ credentialId }: { readonly credentialId: string }) => (
  <CredentialQuestion
    credentialId={credentialId}
    ask={(credential, uses) => ({
      title: `Remove ${isolated(credential.label)}?`,
      label: credential.kind === 'account' ? 'Remove account' : 'Remove credential',
      lines: [leaves(credential), ...uses],
    })}
    done={({ label }) => `${isolated(label)} removed.`}
    command="credentials.remove"
  />
);
