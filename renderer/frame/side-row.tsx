import { useId } from 'react';
import type { Tone } from '../../shared/state.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
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
 * What stands beside the name describes it, so that whoever says the name aloud presses it.
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
    <button
      type="button"
      data-roving
      className={styles.row}
      data-two={line !== undefined || undefined}
      aria-current={selected ? 'page' : undefined}
      aria-labelledby={id}
      aria-describedby={`${id}-more`}
      onClick={onOpen}
    >
      <TonedIcon tone={stale === true ? 'neutral' : tone} name={icon} />
      <span id={id} className={styles.name} title={name}>
        <bdi>{name}</bdi>
      </span>
      <span
        id={line === undefined ? `${id}-more` : undefined}
        className={styles.age}
        aria-hidden="true"
      >
        {age}
      </span>
      {line !== undefined && (
        <span
          id={`${id}-more`}
          className={styles.line}
          title={line}
          data-tone={tone}
          aria-hidden="true"
        >
          <span className={text.toned}>{word}</span>
          <bdi>{line.slice(word.length)}</bdi>
        </span>
      )}
    </button>
  );
};

interface GroupProps {
  readonly name: string;
  readonly count: number | null;
  readonly selected: boolean;
  readonly onOpen: () => void;
}

/** The title of a group; it opens the group's table. Left and Right fold what is below it. */
export const SideGroup = ({ name, count, selected, onOpen }: GroupProps) => {
  const id = useId();
  return (
    <button
      type="button"
      data-roving
      className={styles.group}
      aria-keyshortcuts="ArrowLeft ArrowRight"
      aria-current={selected ? 'page' : undefined}
      aria-labelledby={id}
      aria-describedby={count === null ? undefined : `${id}-count`}
      onClick={onOpen}
    >
      <span id={id}>{name}</span>
      <span id={`${id}-count`} className={styles.count} aria-hidden="true">
        {count}
      </span>
      <Icon name="right" />
    </button>
  );
};
