import { useId } from 'react';
import type { Option } from './choice.tsx';
import styles from './option-list.module.css';

interface Props {
  readonly label: string;
  readonly options: readonly Option<string>[];
  /** More than one may be chosen. */
  readonly several: boolean;
  readonly chosen: readonly string[];
  readonly onChosen: (chosen: readonly string[]) => void;
}

/** Choices that all stay in view: one of them, or several. */
export const OptionList = ({ label, options, several, chosen, onChosen }: Props) => {
  const name = useId();
  const change = (value: string, isChosen: boolean) => {
    if (!several) onChosen([value]);
    else onChosen(isChosen ? [...chosen, value] : chosen.filter((one) => one !== value));
  };
  return (
    <fieldset className={styles.list}>
      <legend>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type={several ? 'checkbox' : 'radio'}
            name={name}
            value={option.value}
            checked={chosen.includes(option.value)}
            onChange={(event) => change(option.value, event.target.checked)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
};
