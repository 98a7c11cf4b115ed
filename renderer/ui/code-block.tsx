import { showCodes } from '../../shared/show-codes.ts';
import styles from './code-block.module.css';
import { CopyButton } from './copy-button.tsx';

/** Raw text as it came, selectable, scrolling inside itself. */
export const CodeBlock = ({
  children,
  label,
}: {
  readonly children: string;
  readonly label: string;
}) => (
  <pre className={styles.code} tabIndex={0} role="region" aria-label={label}>
    {children}
  </pre>
);

/** A command to run elsewhere, with its Copy button. */
export const Command = ({ children }: { readonly children: string }) => (
  <div className={styles.command}>
    <code dir="ltr">{showCodes(children)}</code>
    <CopyButton text={children} what="command" />
  </div>
);
