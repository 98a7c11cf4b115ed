import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { AskDraft } from '../../shared/contract.ts';
import { describeUndrawnWindow } from '../../shared/describe-broken.ts';
import { describeCause } from '../../shared/describe-cause.ts';
import { describePreflight } from '../../shared/describe-preflight.ts';
import { BrokenWindow } from '../frame/broken.tsx';
import { PanelProvider, useBridge, usePanel, type Panel } from '../panel-context.tsx';
import { FolderLines } from '../spawn/flight-lines.tsx';
import { useFlight, usePrepared } from '../spawn/use-flight.ts';
import { Boundary } from '../ui/boundary.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { useSending } from '../use-sending.ts';
import styles from './ask.module.css';

const nothing: AskDraft = { templateId: null, prompt: '', cwd: '' };

/** As many templates have a key of their own. */
const MOST_KEYS = 9;

/** What is typed, kept in main with every change, and set anew when the window is opened. */
const useDraft = (onOpened: () => void) => {
  const bridge = useBridge();
  const [draft, setDraft] = useState<AskDraft>(nothing);
  const [isOpened, setOpened] = useState(false);
  const isFirst = useRef(true);
  useEffect(
    () =>
      bridge.onAsk(({ templateId, draft: kept }) => {
        const isNew = isFirst.current;
        isFirst.current = false;
        setOpened(true);
        setDraft((now) => {
          const base = isNew ? kept : now;
          return templateId === null ? base : { ...base, templateId };
        });
        onOpened();
      }),
    [bridge, onOpened],
  );
  const change = (part: Partial<AskDraft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    void bridge.command('ask.keep', next);
  };
  return { draft, isOpened, change };
};

/** Text, template, folder: Enter starts a helper, Esc closes and keeps what was typed. */
const Ask = () => {
  const bridge = useBridge();
  const templates = usePanel((state) => state.templates);
  const lastSpawn = usePanel(({ settings }) => settings.lastSpawn);
  const prompt = useRef<HTMLTextAreaElement>(null);
  const consentBox = useRef<HTMLInputElement>(null);
  const [focusPrompt] = useState(() => () => prompt.current?.focus());
  const { draft, isOpened, change } = useDraft(focusPrompt);
  const [error, setError] = useState('');
  const [agreed, setAgreed] = useState<string | null>(null);
  const { isSending, send } = useSending();

  const wanted = draft.templateId ?? lastSpawn?.templateId;
  const template = templates.find(({ id }) => id === wanted) ?? templates[0];
  const looked = isOpened ? template : undefined;
  const folder = draft.cwd.trim();
  const flight = useFlight(looked, folder);
  usePrepared(looked, folder, flight);
  const words = usePanel(({ now }) => describePreflight(flight, now));

  const edit = (part: Partial<AskDraft>) => {
    setError('');
    change(part);
  };
  const start = async () => {
    if (template === undefined) return;
    if (draft.prompt.trim() === '') {
      setError('Say what the helper is to do.');
      prompt.current?.focus();
      return;
    }
    if (words.consent !== null && words.consent.key !== agreed) {
      setError('Say yes below, or choose another folder.');
      consentBox.current?.focus();
      return;
    }
    const reply = await bridge.command('helpers.spawn', {
      templateId: template.id,
      prompt: draft.prompt,
      cwd: folder === '' ? null : folder,
      ...(words.consent === null ? {} : { confirmed: true }),
    });
    if (!reply.ok) {
      setError(`${describeCause(reply.failure, 'helper')}.`);
      return;
    }
    edit({ prompt: '' });
    setAgreed(null);
    await bridge.command('ask.close', {});
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const key = event.altKey ? templates[Number(event.key) - 1] : undefined;
    const isText = event.target instanceof HTMLElement && event.target.matches('textarea, input');
    if (event.key === 'Escape') void bridge.command('ask.close', {});
    else if (key !== undefined) edit({ templateId: key.id });
    else if (event.key === 'Enter' && !event.shiftKey && isText) void send(start);
    else return;
    event.preventDefault();
  };
  const chooseFolder = async () => {
    const reply = await bridge.command('app.choose-folder', {
      from: folder === '' ? null : folder,
    });
    if (reply.ok && reply.value !== null) edit({ cwd: reply.value });
  };

  return (
    <main className={styles.ask} aria-label="Ask" onKeyDown={onKey}>
      <h1 className={styles.heading}>Ask for a helper</h1>
      <textarea
        ref={prompt}
        autoFocus
        className={styles.prompt}
        aria-label="Prompt"
        placeholder="What is the helper to do?"
        aria-invalid={error !== ''}
        value={draft.prompt}
        onChange={(event) => edit({ prompt: event.target.value })}
      />
      <fieldset className={styles.templates}>
        <legend>Template</legend>
        {templates.map(({ id, name }, index) => (
          <label key={id} className={styles.chip} title={name}>
            <input
              type="radio"
              name="template"
              checked={id === template?.id}
              onChange={() => edit({ templateId: id })}
            />
            <bdi>{name}</bdi>
            {index < MOST_KEYS && <kbd>Alt {index + 1}</kbd>}
          </label>
        ))}
        {templates.length === 0 && <p>No templates yet: add one in Bulkhead’s window.</p>}
      </fieldset>
      <TextField
        label="Folder"
        icon="folder"
        placeholder={template?.cwd ?? 'your home folder'}
        value={draft.cwd}
        onValue={(cwd) => edit({ cwd })}
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
          setError('');
        }}
      />
      <footer className={styles.foot}>
        {error === '' ? (
          <p role="status" data-tone={words.first.tone}>
            <b>{words.first.title}</b> {words.first.detail}
          </p>
        ) : (
          <p role="alert" data-tone="fail">
            {error}
          </p>
        )}
        <span className={styles.hint}>Esc closes</span>
        <Button kind="primary" disabled={template === undefined} onClick={() => void send(start)}>
          {isSending ? 'Starting' : words.label}
        </Button>
      </footer>
    </main>
  );
};

/** The page of the small window; never nothing for good. */
export const AskPage = ({ panel }: { readonly panel: Panel }) => (
  <CSPProvider disableStyleElements>
    <Boundary
      fallback={(thrown) => (
        <BrokenWindow words={describeUndrawnWindow(thrown)} onLoadAgain={panel.loadAgain} />
      )}
    >
      <PanelProvider panel={panel} empty={<p hidden>Bulkhead is starting.</p>}>
        <Ask />
      </PanelProvider>
    </Boundary>
  </CSPProvider>
);
