import styles from './key-cap.module.css';

/** A key of the keyboard, drawn and no text of the page: never a part of what a control is called. */
export const KeyCap = ({ children }: { readonly children: string }) => (
  <kbd className={styles.cap} data-keys={children} aria-hidden="true" />
);
