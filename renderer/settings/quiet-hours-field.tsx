import { useId, useRef, useState, type RefObject, type SubmitEvent } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { useBridge, usePanel } from '../panel-context.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useSay } from '../ui/toasts.tsx';
import { readQuietHours, type QuietHoursWrong } from './read-quiet-hours.ts';
import styles from './saved-field.module.css';

interface TimeProps {
  readonly ref: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly example: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly onUndo: () => void;
  /** Id of the reason why it is not accepted; undefined while it is. */
  readonly reasonId: string | undefined;
}

const TimeField = ({ ref, label, example, value, onValue, onUndo, reasonId }: TimeProps) => (
  <span className={styles.input} data-narrow data-wrong={reasonId !== undefined || undefined}>
    <input
      ref={ref}
      aria-label={label}
      aria-invalid={reasonId !== undefined}
      aria-describedby={reasonId}
      inputMode="numeric"
      spellCheck={false}
      autoComplete="off"
      placeholder={example}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && onUndo()}
    />
  </span>
);

interface Typed {
  readonly from: string;
  readonly to: string;
}

/** The times between which nothing is said: Enter or Save sets them, Esc puts back what is saved. */
export const QuietHoursField = () => {
  const quietHours = usePanel(({ settings }) => settings.notices.quietHours);
  const saved: Typed = quietHours ?? { from: '', to: '' };
  const bridge = useBridge();
  const say = useSay();
  const id = useId();
  const fields = { from: useRef<HTMLInputElement>(null), to: useRef<HTMLInputElement>(null) };
  const [typed, setTyped] = useState<Typed | null>(null);
  const [wrong, setWrong] = useState<QuietHoursWrong | null>(null);
  const shown = typed ?? saved;
  const refuse = (reason: QuietHoursWrong) => {
    setWrong(reason);
    fields[reason.field].current?.focus();
  };
  const undo = () => {
    setTyped(null);
    setWrong(null);
  };
  const save = async () => {
    const read = readQuietHours(shown.from, shown.to);
    if (!read.ok) {
      refuse(read);
      return;
    }
    const reply = await bridge.command('settings.set', {
      key: 'notices.quietHours',
      value: read.value,
    });
    if (!reply.ok) {
      refuse({ field: 'from', reason: `${describeCause(reply.failure, 'app')}.` });
      return;
    }
    undo();
    say.done(read.value === null ? 'Quiet hours turned off.' : 'Quiet hours saved.');
    fields.from.current?.focus();
  };
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    void save();
  };
  const time = (field: 'from' | 'to', label: string, example: string) => (
    <TimeField
      ref={fields[field]}
      label={label}
      example={example}
      value={shown[field]}
      onValue={(value) => {
        setTyped({ ...shown, [field]: value });
        setWrong(null);
      }}
      onUndo={undo}
      reasonId={wrong?.field === field ? `${id}-reason` : undefined}
    />
  );
  const isChanged = shown.from !== saved.from || shown.to !== saved.to;
  return (
    <div role="group" aria-label="Quiet hours">
      <form className={styles.form} onSubmit={onSubmit}>
        {time('from', 'Quiet from', '22:00')}
        <span className={styles.unit}>to</span>
        {time('to', 'Quiet to', '07:00')}
        {isChanged && (
          <Button small type="submit" aria-label="Save quiet hours">
            Save
          </Button>
        )}
        {wrong !== null && (
          <p id={`${id}-reason`} className={styles.error} role="alert" data-tone="fail">
            <Icon name="fail" />
            {wrong.reason}
          </p>
        )}
      </form>
    </div>
  );
};
