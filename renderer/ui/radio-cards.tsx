import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId } from 'react';
import styles from './radio-cards.module.css';

export interface RadioCard<T extends string> {
  readonly value: T;
  readonly name: string;
  readonly text: string;
}

interface Props<T extends string> {
  readonly label: string;
  readonly cards: readonly RadioCard<T>[];
  readonly value: T;
  readonly onValue: (value: T) => void;
  /** One below the other, for long names. */
  readonly stacked?: boolean;
}

/** One of a few, each with a line that explains it. */
export const RadioCards = <T extends string>({
  label,
  cards,
  value,
  onValue,
  stacked = false,
}: Props<T>) => {
  const id = useId();
  return (
    <div className={styles.field}>
      <span id={id} className={styles.label}>
        {label}
      </span>
      <RadioGroup
        aria-labelledby={id}
        className={styles.options}
        data-stacked={stacked || undefined}
        value={value}
        onValueChange={onValue}
      >
        {cards.map((card) => (
          <label key={card.value} className={styles.option}>
            <Radio.Root value={card.value} className={styles.radio} aria-label={card.name} />
            <span>
              <b>
                <bdi>{card.name}</bdi>
              </b>
              <span className={styles.text}>{card.text}</span>
            </span>
          </label>
        ))}
      </RadioGroup>
    </div>
  );
};
