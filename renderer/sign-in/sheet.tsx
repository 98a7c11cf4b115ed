import {
  useId,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useRef,
  type RefObject,
} from 'react';
import { focused } from '../focused.ts';
import styles from './sign-in-sheet.module.css';

/**
 * Keeps the focus with a sheet: into it on each `occasion` on which the person asked for it, and back
 * to it when a step took away the control that had it.
 */
const useSheetFocus = (occasion: object | null, step: string): RefObject<HTMLDivElement | null> => {
  const sheet = useRef<HTMLDivElement>(null);
  const last = useRef<object | null>(null);
  useEffect(() => {
    const isNew = last.current !== occasion;
    last.current = occasion;
    if (occasion === null || sheet.current?.contains(document.activeElement) === true) return;
    if (isNew || focused() === null) sheet.current?.focus();
  }, [occasion, step]);
  return sheet;
};

interface Props {
  /** The shape of its state, where no status line says it. */
  readonly icon?: ReactNode;
  readonly title: string;
  readonly sentence: string;
  /** It does not go on by itself: a screen reader says so at once. */
  readonly isTrouble: boolean;
  /** What is to be read off, at the end of the first row. */
  readonly code?: ReactNode;
  /** What is to be filled in. */
  readonly children?: ReactNode;
  /** What to know of it, small; empty when there is nothing. */
  readonly note: string;
  readonly foot: ReactNode;
  /** Names the step, so that the focus is not lost when it changes. */
  readonly step: string;
  /** The person's asking for it, which takes the focus here; null when it was not opened here. */
  readonly occasion: object | null;
  readonly onEscape: () => void;
}

const isThere = (node: ReactNode): boolean => Boolean(node);

/** Something to go through, in place under what opened it; Esc leaves it. */
export const Sheet = ({
  icon,
  title,
  sentence,
  isTrouble,
  code,
  children,
  note,
  foot,
  step,
  occasion,
  onEscape,
}: Props) => {
  const id = useId();
  const sheet = useSheetFocus(occasion, step);
  const byKeys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    onEscape();
  };
  return (
    <div
      ref={sheet}
      className={styles.sheet}
      role="group"
      aria-labelledby={id}
      aria-describedby={sentence === '' ? undefined : `${id}-sentence`}
      tabIndex={-1}
      onKeyDown={byKeys}
    >
      <div className={styles.steps}>
        {isThere(icon) && <span className={styles.icon}>{icon}</span>}
        <div
          className={styles.words}
          aria-live={isTrouble ? 'assertive' : 'polite'}
          aria-atomic="true"
        >
          <div id={id} className={styles.title}>
            {title}
          </div>
          {sentence !== '' && (
            <p id={`${id}-sentence`} className={styles.sentence}>
              {sentence}
            </p>
          )}
        </div>
        {isThere(code) && <div className={styles.code}>{code}</div>}
      </div>
      {isThere(children) && <div className={styles.field}>{children}</div>}
      {note !== '' && <p className={styles.note}>{note}</p>}
      <div className={styles.foot}>{foot}</div>
    </div>
  );
};
