import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
} from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './field.module.css';

interface FieldProps {
  readonly label: string;
  /** Why the value is not accepted; empty when it is. Its line is kept free, so that nothing jumps. */
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  /** The label is shown elsewhere; the control names itself. */
  readonly bare?: boolean;
  readonly children: (ids: {
    readonly id: string;
    readonly describedBy: string | undefined;
  }) => ReactNode;
}

/** A control with its label above and its reason below. */
export const Field = ({ label, error, hint = '', bare = false, children }: FieldProps) => {
  const id = useId();
  const isWrong = error !== undefined && error !== '';
  const reasonId = `${id}-reason`;
  const describedBy = isWrong || hint !== '' ? reasonId : undefined;
  return (
    <div className={styles.field} data-kept={error !== undefined || undefined}>
      {!bare && <label htmlFor={id}>{label}</label>}
      {children({ id, describedBy })}
      {isWrong ? (
        <p id={reasonId} className={styles.error} data-tone="fail" role="alert">
          <Icon name="fail" />
          {error}
        </p>
      ) : (
        hint !== '' && (
          <p id={reasonId} className={styles.hint}>
            {hint}
          </p>
        )
      )}
    </div>
  );
};

interface TextProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  readonly label: string;
  readonly error?: string | undefined;
  readonly hint?: string | undefined;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly icon?: IconName;
  /** A button at the end of the control. */
  readonly tool?: ReactNode;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A line of text. */
export const TextField = ({ label, error, hint, onValue, icon, tool, ...rest }: TextProps) => (
  <Field label={label} error={error} hint={hint}>
    {({ id, describedBy }) => (
      <div className={styles.input} data-wrong={(error ?? '') !== '' || undefined}>
        {icon !== undefined && <Icon name={icon} />}
        <input
          spellCheck={false}
          autoComplete="off"
          {...rest}
          id={id}
          aria-describedby={describedBy}
          aria-invalid={(error ?? '') !== ''}
          onChange={(event) => onValue(event.target.value)}
        />
        {tool}
      </div>
    )}
  </Field>
);

interface AreaProps extends Omit<
  TextareaHTMLAttributes<HTMLTextAreaElement>,
  'onChange' | 'value'
> {
  readonly label: string;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly ref?: Ref<HTMLTextAreaElement>;
}

/** Several lines of text. */
export const AreaField = ({ label, error, onValue, ...rest }: AreaProps) => (
  <Field label={label} error={error}>
    {({ id, describedBy }) => (
      <textarea
        {...rest}
        id={id}
        className={styles.area}
        data-wrong={(error ?? '') !== '' || undefined}
        aria-describedby={describedBy}
        aria-invalid={(error ?? '') !== ''}
        onChange={(event) => onValue(event.target.value)}
      />
    )}
  </Field>
);
