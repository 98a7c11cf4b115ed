import type { LookedAt } from '../../shared/state.ts';
import { TonedIcon } from '../ui/toned.tsx';
import styles from './looked-at-list.module.css';

/** Every place that was looked at for a gateway, with what was found there. */
export const LookedAtList = ({ places }: { readonly places: readonly LookedAt[] }) =>
  places.length === 0 ? (
    <p className={styles.none}>Bulkhead has not looked yet.</p>
  ) : (
    <ul className={styles.list}>
      {places.map(({ place, found, ok }) => (
        <li key={place}>
          <TonedIcon tone={ok ? 'ok' : 'neutral'} name={ok ? 'ok' : 'idle'} />
          <span>{place}</span>
          <span className={styles.found}>{found}</span>
        </li>
      ))}
    </ul>
  );
