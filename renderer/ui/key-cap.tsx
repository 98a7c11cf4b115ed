import styles from './key-cap.module.css';

/** A key of the keyboard, shown; never read aloud. */
export const KeyCap = ({ children }: { readonly children: string }) => (
  <kbd className={styles.cap} aria-hidden="true">
    {children}
  </kbd>
);
