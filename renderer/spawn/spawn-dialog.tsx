import { useEffect, useRef, useState } from 'react';
import { describePreflight } from '../../shared/describe-preflight.ts';
import { describeCause } from '../../shared/describe-cause.ts';
import { isolated as apart } from '../../shared/isolated.ts';
import type { Failure } from '../../shared/failure.ts';
import { credentialOf } from '../page-state.ts';
import { useBridge, usePanel, useView } from '../panel-context.tsx';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Choice } from '../ui/choice.tsx';
import { Empty } from '../ui/empty.tsx';
import { AreaField, TextField } from '../ui/field.tsx';
import { FormModal } from '../ui/form-modal.tsx';
import { Modal } from '../ui/modal.tsx';
import { useSay } from '../ui/toasts.tsx';
import { useDraft } from '../use-draft.ts';
import { useSending } from '../use-sending.ts';
import { RadioCards } from '../ui/radio-cards.tsx';
import { FlightLines, FolderLines } from './flight-lines.tsx';
import styles from './spawn-dialog.module.css';
import { useFlight, usePrepared } from './use-flight.ts';

interface Props {
  readonly isolated: boolean;
  readonly onIsolated: (isolated: boolean) => void;
}

const cards = [
  {
    value: 'isolated',
    name: 'Isolated',
    text: 'Own process, home and environment. Its failure stays inside.',
  },
  {
    value: 'shared',
    name: 'Shared',
    text: 'Starts faster. A crash stops every helper that shares it.',
  },
] as const;

/** Whether the helper gets a client of its own. */
const CompartmentChoice = ({ isolated, onIsolated }: Props) => (
  <RadioCards
    label="Compartment"
    cards={cards}
    value={isolated ? 'isolated' : 'shared'}
    onValue={(value) => onIsolated(value === 'isolated')}
  />
);

interface SpawnErrors {
  readonly prompt: string;
  readonly cwd: string;
  /** What belongs to no field. */
  readonly other: string;
}

interface SpawnDraft {
  /** The id of a template. */
  readonly chosen: string;
  readonly prompt: string;
  readonly cwd: string;
  readonly isolated: boolean;
}

const noErrors: SpawnErrors = { prompt: '', cwd: '', other: '' };

/** Puts a refusal below the field it is about: by what main calls it, or because it is of a folder. */
const spawnErrors = (failed: Failure): SpawnErrors => {
  const cause = `${describeCause(failed, 'helper')}.`;
  if (failed.kind === 'invalid-input') {
    if (failed.what.startsWith('the prompt ')) return { ...noErrors, prompt: cause };
    if (failed.what.startsWith('the folder ')) return { ...noErrors, cwd: cause };
  }
  if (failed.kind === 'misconfigured' && failed.folder !== undefined) {
    return { ...noErrors, cwd: cause };
  }
  // It was started before the look at its folder was over, which says what to agree to.
  if (failed.kind === 'needs-confirmation') return { ...noErrors, cwd: cause };
  return { ...noErrors, other: cause };
};

/** Starts a helper: template, prompt, folder, compartment; all of it by keyboard alone. */
export const SpawnDialog = ({ templateId }: { readonly templateId: string | null }) => {
  const bridge = useBridge();
  const say = useSay();
  const hide = useView((view) => view.hide);
  const go = useView((view) => view.go);
  const show = useView((view) => view.show);
  const templates = usePanel((state) => state.templates);
  const lastSpawn = usePanel(({ settings }) => settings.lastSpawn);
  const wanted = templateId ?? lastSpawn?.templateId;
  const preset = templates.find(({ id }) => id === wanted) ?? templates[0];

  const { draft, change, sent } = useDraft<SpawnDraft>('spawn', {
    chosen: preset?.id ?? '',
    prompt: '',
    cwd: preset?.cwd ?? lastSpawn?.cwd ?? '',
    isolated: true,
  });
  const { chosen, prompt, cwd, isolated } = draft;
  const setCwd = (next: string) => change({ cwd: next });
  const asked = useRef(templateId);
  useEffect(() => {
    // Whoever asks for a template gets it, with what was typed before.
    if (asked.current !== null && preset !== undefined && preset.id !== chosen) {
      change({ chosen: preset.id, cwd: preset.cwd ?? cwd });
    }
    asked.current = null;
  });
  const [errors, setErrors] = useState(noErrors);
  /** The question that was said yes to. */
  const [agreed, setAgreed] = useState<string | null>(null);
  const { isSending, send, isHere } = useSending();
  const promptField = useRef<HTMLTextAreaElement>(null);
  const consentBox = useRef<HTMLInputElement>(null);
  const startButton = useRef<HTMLButtonElement>(null);
  const template = templates.find(({ id }) => id === chosen) ?? preset;
  const credential = usePanel(({ credentials }) =>
    template === undefined ? undefined : credentialOf(credentials, template.credential),
  );
  const flight = useFlight(template, cwd);
  usePrepared(isolated ? template : undefined, cwd, flight);
  const words = usePanel(({ now }) => describePreflight(flight, now));

  if (template === undefined) {
    return (
      <Modal
        title="New helper"
        onClose={hide}
        footer={
          <Button kind="primary" onClick={() => show({ kind: 'template', templateId: null })}>
            Add a template…
          </Button>
        }
      >
        <Empty title="No templates yet">A template says which model and key a helper uses.</Empty>
      </Modal>
    );
  }

  const choose = (id: string) => {
    const next = templates.find((known) => known.id === id);
    change({ chosen: id, cwd: next?.cwd ?? cwd });
  };
  const chooseFolder = async () => {
    const reply = await bridge.command('app.choose-folder', { from: cwd === '' ? null : cwd });
    if (reply.ok && reply.value !== null) {
      setCwd(reply.value);
      setErrors(noErrors);
    }
  };
  const start = async () => {
    const folder = cwd.trim();
    if (prompt.trim() === '') {
      setErrors({ ...noErrors, prompt: 'Say what the helper is to do.' });
      promptField.current?.focus();
      return;
    }
    if (words.consent !== null && words.consent.key !== agreed) {
      setErrors({ ...noErrors, cwd: 'Say yes below, or choose another folder.' });
      consentBox.current?.focus();
      return;
    }
    const reply = await bridge.command('helpers.spawn', {
      templateId: template.id,
      prompt,
      cwd: folder === '' ? null : folder,
      isolated,
      ...(words.consent === null ? {} : { confirmed: true }),
    });
    if (!reply.ok) {
      setErrors(spawnErrors(reply.failure));
      return;
    }
    sent();
    say.done(`Helper from ${apart(template.name)} added.`);
    if (isHere()) go({ view: 'helper', id: reply.value.id });
  };

  const modelAndCredential = `${apart(template.model)}, ${apart(credential?.label ?? template.credential)}`;
  return (
    <FormModal
      title="New helper"
      onClose={hide}
      onSubmit={() => void send(start)}
      initialFocus={promptField}
      label={words.label}
      busy={isSending ? 'Starting' : null}
      note={words.note}
      submitRef={startButton}
    >
      <div className={styles.pair}>
        <Choice
          label="Template"
          icon="template"
          value={template.id}
          options={templates.map(({ id, name }) => ({ value: id, label: name }))}
          onValue={choose}
        />
        <div className={styles.shown}>
          <span className={styles.label}>Model and credential</span>
          <p title={modelAndCredential}>{modelAndCredential}</p>
        </div>
      </div>
      <AreaField
        ref={promptField}
        label="Prompt"
        value={prompt}
        error={errors.prompt}
        onValue={(value) => {
          change({ prompt: value });
          setErrors(noErrors);
        }}
      />
      <TextField
        label="Folder"
        icon="folder"
        hint={cwd === '' ? 'Empty: your home folder.' : ''}
        value={cwd}
        error={errors.cwd}
        onValue={(value) => {
          setCwd(value);
          setErrors(noErrors);
        }}
        tool={
          <Button small onClick={() => void chooseFolder()}>
            Choose folder…
          </Button>
        }
      />
      <FolderLines
        lines={words.folder}
        consent={words.consent}
        agreed={agreed}
        box={consentBox}
        onAgreed={(key) => {
          setAgreed(key);
          setErrors(noErrors);
        }}
      />
      <CompartmentChoice isolated={isolated} onIsolated={(value) => change({ isolated: value })} />
      {errors.other !== '' && (
        <div role="alert">
          <Banner tone="fail" icon="fail" title={errors.other} />
        </div>
      )}
      <FlightLines
        first={words.first}
        others={words.others}
        credential={credential}
        template={template}
        next={startButton}
      />
    </FormModal>
  );
};
