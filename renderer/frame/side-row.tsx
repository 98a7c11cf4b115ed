import { useId } from 'react';
import type { Tone } from '../../shared/state.ts';
import { CutName } from '../ui/cut-name.tsx';
import type { IconName } from '../ui/icon.tsx';
import { TonedIcon } from '../ui/toned.tsx';
import text from '../ui/text.module.css';
import styles from './side-row.module.css';

interface Props {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly name: string;
  /** Age or time at the end of line 1. */
  readonly age: string;
  /** State and activity, `Working: running npm test`; two lines when given. */
  readonly line?: string;
  /** The state word that `line` begins with. */
  readonly word?: string;
  readonly selected: boolean;
  readonly stale?: boolean;
  readonly onOpen: () => void;
}

/**
 * One thing that exists: its shape and name, its age, and what it does. Enter or a click opens it.
 * The button is as large as the row and has the name alone in it, so that whoever says what it reads
 * presses it; what stands beside the name describes it.
 */
export const SideRow = ({
  tone,
  icon,
  name,
  age,
  line,
  word = '',
  selected,
  stale,
  onOpen,
}: Props) => {
  const id = useId();
  return (
    <div
      className={styles.row}
      data-two={line !== undefined || undefined}
      data-current={selected || undefined}
      title={line === undefined ? name : `${name}\n${line}`}
    >
      <button
        type="button"
        data-roving
        className={styles.open}
        aria-label={name}
        aria-current={selected ? 'page' : undefined}
        aria-describedby={id}
        onClick={onOpen}
      >
        <CutName name={name} />
      </button>
      <span className={styles.icon}>
        <TonedIcon tone={stale === true ? 'neutral' : tone} name={icon} />
      </span>
      <span id={line === undefined ? id : undefined} className={styles.age} aria-hidden="true">
        {age}
      </span>
      {line !== undefined && (
        <span id={id} className={styles.line} data-tone={tone} aria-hidden="true">
          <span className={text.toned}>{word}</span>
          <bdi>{line.slice(word.length)}</bdi>
        </span>
      )}
    </div>
  );
};

interface GroupProps {
  readonly name: string;
  /** How many rows it has; null where that says nothing. */
  readonly count: number | null;
  readonly selected: boolean;
  readonly onOpen: () => void;
}

/** The title of a group; it opens the group's table. Left and Right fold what is below it. */
export const SideGroup = ({ name, count, selected, onOpen }: GroupProps) => {
  const id = useId();
  return (
    <div className={styles.title} data-current={selected || undefined}>
      <button
        type="button"
        data-roving
        className={styles.open}
        aria-keyshortcuts="ArrowLeft ArrowRight"
        aria-current={selected ? 'page' : undefined}
        aria-describedby={count === null ? undefined : id}
        onClick={onOpen}
      >
        {name}
      </button>
      {count !== null && (
        <span id={id} className={styles.count} aria-hidden="true">
          {count}
        </span>
      )}
    </div>
  );
};
