import { useId, useState, type SubmitEvent } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { useBridge } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useSay } from '../ui/toasts.tsx';
import styles from './saved-field.module.css';

interface Props {
  readonly label: string;
  readonly settingKey: string;
  /** As it is saved now. */
  readonly saved: string;
  /** What is sent for what was typed; an Error says why it is not accepted. */
  readonly toValue: (typed: string) => unknown;
  readonly unit?: string;
  readonly placeholder?: string;
  readonly narrow?: boolean;
  /** What it is saved to is a list, which one more is added to. */
  readonly adds?: boolean;
}

/** A setting that is typed: Enter or Save sets it, Esc puts back what is saved. */
export const SavedField = (props: Props) => {
  const {
    label,
    settingKey,
    saved,
    toValue,
    unit,
    placeholder,
    narrow = false,
    adds = false,
  } = props;
  const bridge = useBridge();
  const say = useSay();
  const reasonId = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState('');
  const save = async () => {
    if (typed === null) return;
    const value = toValue(typed.trim());
    if (value instanceof Error) {
      setError(value.message);
      return;
    }
    const reply = await bridge.command('settings.set', { key: settingKey, value });
    if (!reply.ok) {
      setError(`${describeCause(reply.failure, 'app')}.`);
      return;
    }
    setTyped(null);
    setError('');
    say.done(`${label} saved.`);
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void save();
  };
  const undo = () => {
    setTyped(null);
    setError('');
  };
  return (
    <form className={styles.form} onSubmit={onSubmit}>
      <span
        className={styles.input}
        data-narrow={narrow || undefined}
        data-wrong={error !== '' || undefined}
      >
        <input
          aria-label={label}
          aria-invalid={error !== ''}
          aria-describedby={error === '' ? undefined : reasonId}

          spellCheck={false}
          autoComplete="off"
          placeholder={placeholder}
          value={typed ?? saved}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && undo()}
        />
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      </span>
      {typed !== null && typed !== saved && (
        <Button small type="submit" aria-label={adds ? `Add to ${label}` : `Save ${label}`}>
          {adds ? 'Add' : 'Save'}
        </Button>
      )}
      {error !== '' && (
        <p id={reasonId} className={styles.error} role="alert" data-tone="fail">
          <Icon name="fail" />
          {error}
        </p>
      )}
    </form>
  );
};

/** A whole number from `min` to `max`, or an Error that says what is wanted. */
export const wholeNumber = (typed: string, min: number, max: number): number | Error => {
  const value = Number(typed);
  return typed !== '' && Number.isInteger(value) && value >= min && value <= max
    ? value
    : new Error(`Type a whole number from ${min} to ${max}.`);
};

/** Seconds as typed, in milliseconds, or an Error that says what is wanted. */
const secondsToMs = (typed: string, max = 86_400): number | Error => {
  const value = wholeNumber(typed, 1, max);
  return value instanceof Error ? value : value * 1_000;
};

interface SecondsProps {
  readonly label: string;
  readonly settingKey: string;
  readonly savedMs: number;
  /** What is sent for the milliseconds that were typed as seconds. */
  readonly toValue: (ms: number) => unknown;
}

/** A length of time that is typed in seconds and kept in milliseconds. */
export const SecondsField = ({ label, settingKey, savedMs, toValue }: SecondsProps) => (
  <SavedField
    narrow
    unit="s"
    label={label}
    settingKey={settingKey}
    saved={String(Math.round(savedMs / 1_000))}
    toValue={(typed) => {
      const ms = secondsToMs(typed);
      return ms instanceof Error ? ms : toValue(ms);
    }}
  />
);
