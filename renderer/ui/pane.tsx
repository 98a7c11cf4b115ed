import type { ReactNode } from 'react';
import styles from './pane.module.css';

interface Props {
  readonly title: ReactNode;
  readonly pill?: ReactNode;
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  /** One line of facts under the title where the rail has no room. */
  readonly factLine?: ReactNode;
  readonly rail?: ReactNode;
  /** Tables may be wider than text. */
  readonly wide?: boolean;
  /** Nothing in it can have the focus: it has it itself, so that keys scroll it. By name. */
  readonly scrolled?: string;
  readonly children: ReactNode;
}

/** The detail pane: title, meta and actions on top, content below, facts at the side. */
export const Pane = ({
  title,
  pill,
  meta,
  actions,
  factLine,
  rail,
  wide,
  scrolled,
  children,
}: Props) => (
  <div className={styles.pane} data-rail={rail !== undefined || undefined}>
    <div className={styles.top}>
      <div className={styles.heading}>
        <div className={styles.titleLine}>
          <h1 tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {pill}
        </div>
        {meta !== undefined && <div className={styles.meta}>{meta}</div>}
      </div>
      {actions !== undefined && (
        <div className={styles.actions} data-group="">
          {actions}
        </div>
      )}
    </div>
    {factLine !== undefined && <div className={styles.factLine}>{factLine}</div>}
    <div
      className={styles.scroll}
      {...(scrolled === undefined ? {} : { tabIndex: 0, role: 'region', 'aria-label': scrolled })}
    >
      <div className={styles.body}>
        <div className={wide === true ? styles.wide : styles.read}>{children}</div>
      </div>
      {rail !== undefined && (
        <aside className={styles.rail} aria-label="Facts" tabIndex={-1} data-region="rail">
          {rail}
        </aside>
      )}
    </div>
  </div>
);

/** A name and its value in the fact line. */
export const FactLineItem = ({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ReactNode;
}) => (
  <span>
    {name}{' '}
    <b>
      <bdi>{children}</bdi>
    </b>
  </span>
);
