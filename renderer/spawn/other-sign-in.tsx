import type { CredentialView } from '../../shared/credential.ts';
import { openaiProvider, type Template } from '../../shared/settings.ts';
import { isolated } from '../../shared/isolated.ts';
import { usePanel } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { useAct } from '../use-act.ts';
import { useSending } from '../use-sending.ts';

/** What a template can use instead of a credential that it would wait for. */
export type Instead =
  | { readonly kind: 'use' | 'sign-in'; readonly credential: CredentialView }
  /** There is no account yet. */
  | { readonly kind: 'add-account' };

const works = ({ state }: CredentialView): boolean =>
  state.phase === 'good' || state.phase === 'renewing' || state.phase === 'ends-soon';

/** One that nothing is known against: it was signed in, or its key given. */
const mayWork = ({ state, generation }: CredentialView): boolean =>
  generation > 0 && (state.phase === 'not-checked' || state.phase === 'cannot-store');

/** An account brings its own address with it, so that it fits where no provider is named. Pure. */
const fits = ({ provider }: Template, { kind, provider: name }: CredentialView): boolean => {
  if (kind === 'account') return provider === null;
  const wanted = (provider ?? openaiProvider).name;
  return kind === 'api-key' && name.toLowerCase() === wanted.toLowerCase();
};

/** What is offered beside the credential of a template: what works, else an account. Pure. */
export const insteadOf = (
  template: Template,
  credentials: readonly CredentialView[],
): Instead | null => {
  const others = credentials.filter(
    (other) => other.id !== template.credential && fits(template, other),
  );
  const found = others.find(works) ?? others.find(mayWork);
  if (found !== undefined) return { kind: 'use', credential: found };
  if (template.provider !== null) return null;
  if (credentials.some(({ id, kind }) => id === template.credential && kind === 'account')) {
    return null;
  }
  const account = others.find(({ kind, acts }) => kind === 'account' && acts.includes('sign-in'));
  return account === undefined ? { kind: 'add-account' } : { kind: 'sign-in', credential: account };
};

const labelOf = (instead: Instead): string => {
  switch (instead.kind) {
    case 'use':
      return `Use ${isolated(instead.credential.label)}`;
    case 'sign-in':
      return `Sign in to ${isolated(instead.credential.label)}`;
    case 'add-account':
      return 'Sign in with ChatGPT';
  }
};

/** Makes another sign-in the template's, and begins it where it is not signed in yet. */
export const OtherSignIn = ({ template }: { readonly template: Template }) => {
  const instead = usePanel(({ credentials, app }) =>
    app.practice ? null : insteadOf(template, credentials),
  );
  const act = useAct();
  const { isSending, send } = useSending();
  if (instead === null) return null;
  const give = (credential: string, label: string) =>
    act(
      'templates.save',
      { template: { ...template, credential } },
      `${isolated(template.name)} now uses ${isolated(label)}.`,
    );
  const signIn = async (id: string, label: string) => {
    const reply = await give(id, label);
    if (reply.ok) await act('credentials.sign-in', { id, flow: 'browser' });
  };
  const press = async () => {
    switch (instead.kind) {
      case 'use':
        await give(instead.credential.id, instead.credential.label);
        return;
      case 'sign-in':
        await signIn(instead.credential.id, instead.credential.label);
        return;
      case 'add-account': {
        const added = await act('credentials.add-account', { label: 'ChatGPT', home: 'own' });
        if (added.ok) await signIn(added.value.id, 'ChatGPT');
      }
    }
  };
  return (
    <Button
      small
      busy={isSending ? 'One moment' : null}
      title={`${isolated(template.name)} uses it from then on.`}
      onClick={() => void send(press)}
    >
      {labelOf(instead)}
    </Button>
  );
};
