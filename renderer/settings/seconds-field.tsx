import { secondsToMs } from './numbers.ts';
import { SavedField } from './saved-field.tsx';

interface Props {
  readonly label: string;
  readonly settingKey: string;
  readonly savedMs: number;
  /** What is sent for the milliseconds that were typed as seconds. */
  readonly toValue: (ms: number) => unknown;
}

/** A length of time that is typed in seconds and kept in milliseconds. */
export const SecondsField = ({ label, settingKey, savedMs, toValue }: Props) => (
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
