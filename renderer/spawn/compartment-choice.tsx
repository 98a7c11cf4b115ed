import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId } from 'react';
import styles from './compartment-choice.module.css';

interface Props {
  readonly isolated: boolean;
  readonly onIsolated: (isolated: boolean) => void;
}

const options = [
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
export const CompartmentChoice = ({ isolated, onIsolated }: Props) => {
  const id = useId();
  return (
    <div className={styles.field}>
      <span id={id} className={styles.label}>
        Compartment
      </span>
      <RadioGroup
        aria-labelledby={id}
        className={styles.options}
        value={isolated ? 'isolated' : 'shared'}
        onValueChange={(value) => onIsolated(value === 'isolated')}
      >
        {options.map(({ value, name, text }) => (
          <label key={value} className={styles.option}>
            <Radio.Root value={value} className={styles.radio} aria-label={name} />
            <span>
              <b>{name}</b>
              <span className={styles.text}>{text}</span>
            </span>
          </label>
        ))}
      </RadioGroup>
    </div>
  );
};
