import { useEffect, useRef } from 'react';
import type { BrokenWords } from '../../shared/describe-broken.ts';
import { focused } from '../focused.ts';
import { Button } from '../ui/button.tsx';
import { CodeBlock } from '../ui/code-block.tsx';
import styles from './broken.module.css';

interface BrokenProps {
  readonly words: BrokenWords;
  readonly onLoadAgain: () => void;
}

/** Stands where nothing else can: what went wrong, and the way out, which has the focus if nothing else has. */
export const Broken = ({ words: { title, text, detail }, onLoadAgain }: BrokenProps) => {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (focused() === null) button.current?.focus();
  }, []);
  return (
    <div className={styles.broken}>
      <div role="alert">
        <h1 tabIndex={-1}>{title}</h1>
        <p className={styles.text}>{text}</p>
      </div>
      <Button ref={button} kind="primary" icon="retry" onClick={onLoadAgain}>
        Load again
      </Button>
      {detail !== '' && <CodeBlock label="Raw error">{detail}</CodeBlock>}
    </div>
  );
};

/** What is broken, where there is no window left around it. */
export const BrokenWindow = (props: BrokenProps) => (
  <main className={styles.page}>
    <Broken {...props} />
  </main>
);
