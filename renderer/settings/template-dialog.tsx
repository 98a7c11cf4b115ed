import { useEffect, useRef, useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { approvalWords, sandboxWords } from '../../shared/describe-template.ts';
import type { NewTemplate } from '../../shared/settings.ts';
import { isForHelpers } from '../../shared/template-faults.ts';
import type { PanelState } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { useBridge, usePanel, useView } from '../panel-context.tsx';
import { Banner } from '../ui/banner.tsx';
import { Choice } from '../ui/choice.tsx';
import { TextField } from '../ui/field.tsx';
import { FormModal } from '../ui/form-modal.tsx';
import { useSay } from '../ui/toasts.tsx';
import { useDraft } from '../use-draft.ts';
import { useSending } from '../use-sending.ts';
import {
  checkDraft,
  copyOfTemplate,
  draftOf,
  templateOf,
  type DraftErrors,
  type TemplateDraft,
} from './template-draft.ts';
import styles from './template-dialog.module.css';

const sandboxes = (['read-only', 'workspace-write'] as const).map((value) => ({
  value,
  label: sandboxWords[value],
}));

const approvals = (['never', 'on-request', 'untrusted'] as const).map((value) => ({
  value,
  label: approvalWords[value],
}));

/** What stands in a template and is not offered: it is gone, or none that a helper can use. */
const unknownLabel = (id: string, credentials: PanelState['credentials']): string => {
  if (id === '') return 'None yet';
  const known = credentials.find((one) => one.id === id);
  return known === undefined
    ? `${isolated(id)} (removed)`
    : `${isolated(known.label)} (the gateway’s)`;
};

interface Props {
  readonly templateId: string | null;
  /** The template that a new one begins as. */
  readonly copyOf: string | null;
}

/** Adds or changes a template. */
export const TemplateDialog = ({ templateId, copyOf }: Props) => {
  const before = usePanel(({ templates }): NewTemplate | undefined => {
    const copied = templates.find(({ id }) => id === copyOf);
    return copied === undefined
      ? templates.find(({ id }) => id === templateId)
      : copyOfTemplate(copied, templates);
  });
  const keys = usePanel(({ credentials }) =>
    credentials.filter(isForHelpers).map(({ id, label, provider }) => ({
      value: id,
      label: `${isolated(label)}, ${isolated(provider)}`,
    })),
  );
  const beside = usePanel(({ templates, credentials }) => ({ templates, credentials }));
  const bridge = useBridge();
  const say = useSay();
  const hide = useView((view) => view.hide);
  const {
    draft,
    change: setDraft,
    sent,
  } = useDraft(
    copyOf === null ? `template ${templateId ?? ''}` : `copy of ${copyOf}`,
    draftOf(before, keys[0]?.value ?? ''),
  );
  const [errors, setErrors] = useState<DraftErrors>({});
  const [refused, setRefused] = useState('');
  const { isSending, send, isHere } = useSending();
  const first = useRef<HTMLInputElement>(null);
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [errors]);
  const set = (change: Partial<TemplateDraft>) => {
    setDraft(change);
    setErrors({});
    setRefused('');
  };

  const save = async () => {
    const found = checkDraft(draft, before, beside);
    setErrors(found);
    if (Object.keys(found).length > 0) return;
    const reply = await bridge.command('templates.save', { template: templateOf(draft, before) });
    if (!reply.ok) {
      setRefused(`${describeCause(reply.failure, 'app')}.`);
      return;
    }
    sent();
    say.done(`${isolated(draft.name.trim())} saved.`);
    if (isHere()) hide();
  };
  const unknown = {
    value: draft.credential,
    label: unknownLabel(draft.credential, beside.credentials),
  };
  return (
    <FormModal
      title={before?.id === undefined ? 'New template' : `Change ${isolated(before.name)}`}
      onClose={hide}
      onSubmit={() => void send(save)}
      initialFocus={first}
      label="Save template"
      busy={isSending ? 'Saving' : null}
      note="Changes count for new helpers; running ones keep what they started with."
    >
      <div ref={fields} className={styles.fields}>
        <div className={styles.pair}>
          <TextField
            ref={first}
            label="Name"
            value={draft.name}
            error={errors.name ?? ''}
            onValue={(name) => set({ name })}
          />
          <TextField
            label="Model"
            value={draft.model}
            error={errors.model ?? ''}
            onValue={(model) => set({ model })}
          />
        </div>
        <div className={styles.pair}>
          <Choice
            label="Credential"
            icon="key"
            hint="If it is refused, helpers wait for you."
            error={errors.credential ?? ''}
            value={draft.credential}
            options={
              keys.some(({ value }) => value === draft.credential) ? keys : [...keys, unknown]
            }
            onValue={(credential) => set({ credential })}
          />
          <TextField
            label="Folder"
            icon="folder"
            hint="Empty: asked each time, last used first."
            value={draft.cwd}
            error={errors.cwd ?? ''}
            onValue={(cwd) => set({ cwd })}
          />
        </div>
        <div className={styles.pair}>
          <Choice
            label="Files"
            value={draft.sandbox}
            options={sandboxes}
            onValue={(sandbox) => set({ sandbox })}
          />
          <Choice
            label="Approvals"
            value={draft.approvals}
            options={approvals}
            onValue={(chosen) => set({ approvals: chosen })}
          />
        </div>
        <div className={styles.pair}>
          <TextField
            label="Provider"
            hint="Empty: OpenAI."
            value={draft.providerName}
            error={errors.providerName ?? ''}
            onValue={(providerName) => set({ providerName })}
          />
          <TextField
            label="Provider address"
            icon="link"
            hint="It must speak the Responses API."
            value={draft.baseUrl}
            error={errors.baseUrl ?? ''}
            onValue={(baseUrl) => set({ baseUrl })}
          />
        </div>
      </div>
      {refused !== '' && (
        <div role="alert">
          <Banner tone="fail" icon="fail" title={refused} />
        </div>
      )}
    </FormModal>
  );
};
