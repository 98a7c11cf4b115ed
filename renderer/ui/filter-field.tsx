import { Icon } from './icon.tsx';
import styles from './filter-field.module.css';

interface Props {
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What is filtered, for its name: `sessions`. */
  readonly what: string;
}

/** Narrows the table below it; Ctrl F comes here, Esc empties it. */
export const FilterField = ({ value, onValue, what }: Props) => (
  <label className={styles.filter}>
    <Icon name="search" />
    <input
      data-filter
      type="text"
      aria-label={`Filter ${what}`}
      placeholder="Filter"
      spellCheck={false}
      autoComplete="off"
      value={value}
      onChange={(event) => onValue(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && onValue('')}
    />
  </label>
);

/** True when one of the texts has what was typed, whatever its case. */
export const matches = (typed: string, texts: readonly (string | null)[]): boolean => {
  const wanted = typed.trim().toLowerCase();
  return texts.some((text) => text?.toLowerCase().includes(wanted) === true);
};
