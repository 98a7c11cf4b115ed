import { Select } from '@base-ui/react/select';
import { Field } from './field.tsx';
import { Icon, type IconName } from './icon.tsx';
import styles from './choice.module.css';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface Props<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly Option<T>[];
  readonly onValue: (value: T) => void;
  readonly icon?: IconName;
  readonly hint?: string;
  /** Why the value is not accepted; empty when it is. */
  readonly error?: string | undefined;
  /** Its label is said elsewhere. */
  readonly bare?: boolean;
}

/** One of a few, as a list that opens. */
export const Choice = <T extends string>({
  label,
  value,
  options,
  onValue,
  icon,
  hint,
  error,
  bare = false,
}: Props<T>) => {
  const isWrong = (error ?? '') !== '';
  return (
    <Field label={label} hint={hint} error={error} bare={bare}>
      {({ id, describedBy }) => (
        <Select.Root
          items={options}
          value={value}
          onValueChange={(next) => next !== null && onValue(next)}
          modal={false}
        >
          <Select.Trigger
            id={id}
            className={styles.trigger}
            aria-label={label}
            aria-describedby={describedBy}
            aria-invalid={isWrong}
            data-wrong={isWrong || undefined}
          >
            {icon !== undefined && <Icon name={icon} />}
            <Select.Value className={styles.value} />
            <Icon name="down" />
          </Select.Trigger>
          <Select.Portal>
            <Select.Positioner
              className={styles.positioner}
              alignItemWithTrigger={false}
              sideOffset={4}
            >
              <Select.Popup className={styles.popup}>
                <Select.List className={styles.list}>
                  {options.map((option) => (
                    <Select.Item key={option.value} value={option.value} className={styles.item}>
                      <span className={styles.mark}>
                        <Select.ItemIndicator>
                          <Icon name="check" />
                        </Select.ItemIndicator>
                      </span>
                      <Select.ItemText>{option.label}</Select.ItemText>
                    </Select.Item>
                  ))}
                </Select.List>
              </Select.Popup>
            </Select.Positioner>
          </Select.Portal>
        </Select.Root>
      )}
    </Field>
  );
};
