import { Fragment, type ReactNode } from 'react';
import styles from './facts.module.css';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** A second, quieter line. */
  readonly note?: string | undefined;
}

/** Names and values, as a list that can be selected and read aloud. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl className={styles.facts}>
    {facts.map(({ name, value, note }) => (
      <Fragment key={name}>
        <dt>{name}</dt>
        <dd>
          <bdi>{value}</bdi>
          {note !== undefined && note !== '' && <bdi className={styles.note}>{note}</bdi>}
        </dd>
      </Fragment>
    ))}
  </dl>
);
