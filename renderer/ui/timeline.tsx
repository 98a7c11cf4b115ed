import type { TimelineEntry, Tone } from '../../shared/state.ts';
import { dayTime, machineTime } from '../../shared/format.ts';
import { showCodes } from '../../shared/show-codes.ts';
import { usePanel } from '../panel-context.tsx';
import { TonedIcon } from './toned.tsx';
import type { IconName } from './icon.tsx';
import styles from './timeline.module.css';

const shapes = {
  ok: 'ok',
  work: 'work',
  attention: 'attention',
  fail: 'fail',
} satisfies Readonly<Record<Exclude<Tone, 'neutral'>, IconName>>;

/** What the story turns on; work that goes on as it should is told quietly. */
const isKey = (tone: Tone): boolean => tone !== 'neutral' && tone !== 'work';

/** What happened, oldest first, in clock times; with its date where it was another day. */
export const Timeline = ({ entries }: { readonly entries: readonly TimelineEntry[] }) => {
  const times = usePanel(({ now }) => entries.map(({ at }) => dayTime(at, now, 'seconds')));
  return (
    <ol className={styles.timeline}>
      {entries.map((entry, index) => (
        <li key={`${entry.at}-${index}`} data-key={isKey(entry.tone) || undefined}>
          <time dateTime={machineTime(entry.at)}>{times[index]}</time>
          {entry.tone === 'neutral' ? (
            <span className={styles.dot} />
          ) : (
            <TonedIcon tone={entry.tone} name={shapes[entry.tone]} />
          )}
          <p>{showCodes(entry.text)}</p>
        </li>
      ))}
    </ol>
  );
};
