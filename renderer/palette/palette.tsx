import { Dialog } from '@base-ui/react/dialog';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { focused } from '../focused.ts';
import { usePanel, useView } from '../panel-context.tsx';
import { Icon } from '../ui/icon.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { TonedIcon } from '../ui/toned.tsx';
import modal from '../ui/modal.module.css';
import text from '../ui/text.module.css';
import { entriesFor } from './entries.ts';
import type { Entry } from './entry.ts';
import { useStep } from './use-step.ts';
import styles from './palette.module.css';

const SHOWN = 40;

const Marked = ({ name, typed }: { readonly name: string; readonly typed: string }) => {
  const wanted = typed.trim().toLowerCase();
  const at = wanted === '' ? -1 : name.toLowerCase().indexOf(wanted);
  if (at < 0) return name;
  return (
    <>
      {name.slice(0, at)}
      <u>{name.slice(at, at + wanted.length)}</u>
      {name.slice(at + wanted.length)}
    </>
  );
};

interface OptionProps {
  readonly id: string;
  readonly entry: Entry;
  readonly first: boolean;
  readonly selected: boolean;
  readonly typed: string;
  readonly onSelect: () => void;
  readonly onRun: () => void;
}

const Option = ({ id, entry, first, selected, typed, onSelect, onRun }: OptionProps) => {
  const row = useRef<HTMLDivElement>(null);
  const beside = entry.unavailable ?? entry.more;
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <>
      {first && (
        <div className={styles.group} role="presentation">
          {entry.group}
        </div>
      )}
      <div
        ref={row}
        id={id}
        role="option"
        aria-selected={selected}
        aria-disabled={entry.unavailable !== undefined || undefined}
        aria-description={beside}
        className={styles.option}
        onPointerMove={onSelect}
        onClick={onRun}
      >
        {entry.tone === 'neutral' ? (
          <Icon name={entry.icon} />
        ) : (
          <TonedIcon tone={entry.tone} name={entry.icon} />
        )}
        <bdi className={styles.name}>
          <Marked name={entry.name} typed={typed} />
        </bdi>
        <bdi className={styles.more} title={beside} aria-hidden="true">
          {beside}
        </bdi>
        {entry.keys !== undefined && <KeyCap>{entry.keys}</KeyCap>}
        {selected && entry.keys === undefined && entry.unavailable === undefined && (
          <KeyCap>⏎</KeyCap>
        )}
      </div>
    </>
  );
};

/** Everything by typing: Up and Down choose, Enter runs, Esc leaves. */
export const Palette = () => {
  const hide = useView((view) => view.hide);
  // Before the dialog takes the focus.
  const [from] = useState(focused);
  const step = useStep(from);
  // A sign-in takes the focus by itself, and must not lose it to what had it before.
  const isTaken = useRef(false);
  const run = ({ step: next, unavailable }: Entry) => {
    if (unavailable !== undefined) return;
    isTaken.current = 'signIn' in next || 'setKey' in next;
    step(next);
  };
  const listId = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const entries = usePanel((state) => entriesFor(state, typed).slice(0, SHOWN));
  const selected = Math.min(at, entries.length - 1);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(selected + 1, entries.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(selected - 1, 0));
    else if (event.key === 'Enter') {
      const entry = entries[selected];
      if (entry !== undefined) run(entry);
    } else return;
    event.preventDefault();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && hide()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.scrim} />
        <Dialog.Popup
          className={`${modal.dialog ?? ''} ${styles.palette ?? ''}`}
          finalFocus={() => !isTaken.current}
        >
          <Dialog.Title className={text.hidden}>Search or command</Dialog.Title>
          <div className={styles.input}>
            <Icon name="search" />
            <input
              role="combobox"
              aria-label="Search or command"
              aria-expanded="true"
              aria-controls={listId}
              aria-activedescendant={selected < 0 ? undefined : `${listId}-${selected}`}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setAt(0);
              }}
              onKeyDown={onKeyDown}
            />
            <KeyCap>Esc</KeyCap>
          </div>
          <div id={listId} role="listbox" aria-label="Found" className={styles.list}>
            {entries.map((entry, index) => (
              <Option
                key={entry.id}
                id={`${listId}-${index}`}
                entry={entry}
                first={entries[index - 1]?.group !== entry.group}
                selected={index === selected}
                typed={typed}
                onSelect={() => setAt(index)}
                onRun={() => run(entry)}
              />
            ))}
            {entries.length === 0 && <p className={styles.none}>Nothing here goes by “{typed}”.</p>}
          </div>
          <div className={styles.foot}>
            <span>
              <KeyCap>↑</KeyCap> <KeyCap>↓</KeyCap> move
            </span>
            <span>
              <KeyCap>⏎</KeyCap> run
            </span>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
};
