import type { KeyboardEvent, ReactNode } from 'react';
import type { SideGroupName } from '../kept-look.ts';
import { useView } from '../panel-context.tsx';
import { Icon } from '../ui/icon.tsx';
import { SideGroup } from './side-row.tsx';
import styles from './side-row.module.css';

interface Props {
  readonly name: SideGroupName;
  readonly count: number | null;
  readonly selected: boolean;
  readonly onOpen: () => void;
  /** The rows. */
  readonly children: ReactNode;
}

/** A group whose rows fold away under its title: by the button beside it, or with Left and Right. */
export const SideFolding = ({ name, children, ...title }: Props) => {
  const isFolded = useView(({ look }) => look.folded.includes(name));
  const fold = useView((view) => view.fold);
  const byArrow = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowRight') fold(name, false);
    else if (event.key === 'ArrowLeft') fold(name, true);
    else return;
    event.preventDefault();
  };
  return (
    <section>
      <div className={styles.head} onKeyDown={byArrow}>
        <SideGroup name={name} {...title} />
        <button
          type="button"
          // A mouse's way: on the title Left and Right do it, and the list stays one tab stop.
          tabIndex={-1}
          className={styles.fold}
          aria-expanded={!isFolded}
          aria-label={`Rows of ${name}`}
          title={isFolded ? 'Show the rows (Right)' : 'Fold (Left)'}
          onClick={() => fold(name, !isFolded)}
        >
          <Icon name={isFolded ? 'right' : 'down'} />
        </button>
      </div>
      {!isFolded && children}
    </section>
  );
};
