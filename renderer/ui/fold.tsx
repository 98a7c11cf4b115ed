import { Collapsible } from '@base-ui/react/collapsible';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { Icon } from './icon.tsx';
import styles from './fold.module.css';

interface Props {
  readonly title: string;
  /** A fact that is true while the fold is closed. */
  readonly hint?: string;
  readonly openAtFirst?: boolean;
  /** A control in the head, such as Copy. */
  readonly tool?: ReactNode;
  readonly children: ReactNode;
}

/** A section that opens and closes: Enter or click toggles, Right opens, Left closes. */
export const Fold = ({ title, hint, openAtFirst = false, tool, children }: Props) => {
  const [open, setOpen] = useState(openAtFirst);
  const byArrow = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') setOpen(true);
    else if (event.key === 'ArrowLeft') setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Collapsible.Root open={open} onOpenChange={setOpen}>
      <div className={styles.head}>
        <Collapsible.Trigger className={styles.trigger} onKeyDown={byArrow}>
          <Icon name={open ? 'down' : 'right'} />
          <span>{title}</span>
          {hint !== undefined && <span className={styles.hint}>{hint}</span>}
        </Collapsible.Trigger>
        {tool}
      </div>
      <Collapsible.Panel className={styles.panel}>
        <div className={styles.content}>{children}</div>
      </Collapsible.Panel>
    </Collapsible.Root>
  );
};
