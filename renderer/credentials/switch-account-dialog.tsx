import { useState, type ReactNode } from 'react';
import type { CredentialView } from '../../shared/credential.ts';
import { describeCause } from '../../shared/describe-cause.ts';
import { describeCredential } from '../../shared/describe-credential.ts';
import { count, listed } from '../../shared/format.ts';
import type { Template } from '../../shared/settings.ts';
import type { PanelState } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { credentialOf } from '../page-state.ts';
import { useBridge, usePanel, useView } from '../panel-context.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { FormModal } from '../ui/form-modal.tsx';
import { Modal } from '../ui/modal.tsx';
import { RadioCards } from '../ui/radio-cards.tsx';
import { useSay } from '../ui/toasts.tsx';
import { useHideWhenGone } from '../use-hide-when-gone.ts';
import { useSending } from '../use-sending.ts';

/** What could be used instead of a credential, and by what. */
interface SwitchChoices {
  /** Of the same provider, those that work first. */
  readonly others: readonly CredentialView[];
  readonly templates: readonly Template[];
}

const isOurs = ({ kind }: CredentialView): boolean => kind === 'account' || kind === 'api-key';

const works = ({ state }: CredentialView): boolean =>
  state.phase === 'good' || state.phase === 'renewing' || state.phase === 'ends-soon';

/** The accounts and keys that can take the place of one, and the templates that use it. Pure. */
const switchChoices = (
  { id, provider }: CredentialView,
  { credentials, templates }: Pick<PanelState, 'credentials' | 'templates'>,
): SwitchChoices => ({
  others: credentials
    .filter(
      (other) =>
        other.id !== id &&
        isOurs(other) &&
        other.generation > 0 &&
        other.provider.toLowerCase() === provider.toLowerCase(),
    )
    .toSorted((a, b) => Number(works(b)) - Number(works(a)) || a.label.localeCompare(b.label)),
  templates: templates.filter(({ credential }) => credential === id),
});

const Nothing = ({
  title,
  text,
  action,
}: {
  readonly title: string;
  readonly text: string;
  readonly action: ReactNode;
}) => {
  const hide = useView((view) => view.hide);
  return (
    <Modal
      narrow
      title="Switch account"
      onClose={hide}
      footer={
        <>
          <Button kind="quiet" onClick={hide}>
            Cancel
          </Button>
          {action}
        </>
      }
    >
      <Empty title={title}>{text}</Empty>
    </Modal>
  );
};

const Choose = ({ credential }: { readonly credential: CredentialView }) => {
  const bridge = useBridge();
  const say = useSay();
  const hide = useView((view) => view.hide);
  const { others, templates } = usePanel((state) => switchChoices(credential, state));
  const [chosen, setChosen] = useState(others[0]?.id ?? '');
  const [refused, setRefused] = useState('');
  const { isSending, send, isHere } = useSending();
  const label = others.find(({ id }) => id === chosen)?.label ?? '';

  const save = async () => {
    for (const template of templates) {
      const reply = await bridge.command('templates.save', {
        template: { ...template, credential: chosen },
      });
      if (!reply.ok) {
        setRefused(
          `${isolated(template.name)} was not changed: ${describeCause(reply.failure, 'app')}.`,
        );
        return;
      }
    }
    say.done(
      `${count(templates.length, 'template')} now ${templates.length === 1 ? 'uses' : 'use'} ${isolated(label)}.`,
    );
    if (isHere()) hide();
  };
  const cards = usePanel(({ gateway, now }) =>
    others.map((other) => {
      const { word, sentence } = describeCredential(other, gateway.state, now);
      return { value: other.id, name: other.label, text: `${word}. ${sentence}` };
    }),
  );
  return (
    <FormModal
      narrow
      title={`Use what instead of ${isolated(credential.label)}?`}
      onClose={hide}
      onSubmit={() => void send(save)}
      label={`Switch ${count(templates.length, 'template')}`}
      busy={isSending ? 'Switching' : null}
    >
      <RadioCards stacked label="Account or key" cards={cards} value={chosen} onValue={setChosen} />
      <p>
        {`${listed(templates.map(({ name }) => isolated(name)))} ${templates.length === 1 ? 'uses' : 'use'} it for new helpers. Helpers that are there keep what they started with.`}
      </p>
      {refused !== '' && (
        <div role="alert">
          <Banner tone="fail" icon="fail" title={refused} />
        </div>
      )}
    </FormModal>
  );
};

/** Asks which other account or key the templates are to use while one has reached its limit. */
export const SwitchAccountDialog = ({ credentialId }: { readonly credentialId: string }) => {
  const credential = usePanel(({ credentials }) => credentialOf(credentials, credentialId));
  const choices = usePanel((state) =>
    credential === undefined ? null : switchChoices(credential, state),
  );
  const show = useView((view) => view.show);
  const go = useView((view) => view.go);
  useHideWhenGone(credential === undefined);
  if (credential === undefined || choices === null) return null;
  const { others, templates } = choices;
  if (others.length === 0) {
    return (
      <Nothing
        title={`No other account of ${isolated(credential.provider)} yet`}
        text="Add one, and templates can use it while this one rests."
        action={
          <Button kind="primary" onClick={() => show({ kind: 'add-credential' })}>
            Add credential…
          </Button>
        }
      />
    );
  }
  if (templates.length === 0) {
    return (
      <Nothing
        title={`No template uses ${isolated(credential.label)}`}
        text="A new helper uses the account of its template, so there is nothing to switch."
        action={
          <Button kind="primary" onClick={() => go({ view: 'settings' })}>
            Show the templates
          </Button>
        }
      />
    );
  }
  return <Choose credential={credential} />;
};
