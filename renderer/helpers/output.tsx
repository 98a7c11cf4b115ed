import { memo, useLayoutEffect, useRef, useEffect, useMemo, useSyncExternalStore } from 'react';
import { useBridge } from '../panel-context.tsx';
import { type OutputText, OutputFollower } from './output-follower.ts';
import styles from './output.module.css';

const AT_END_PX = 24;

const Block = memo(({ text }: { readonly text: string }) => (
  <span className={styles.block}>{text}</span>
));
Block.displayName = 'OutputBlock';

/**
 * The words of a helper, as they come: selectable, laid out only where seen, and following its end
 * for as long as the person has not scrolled away from it.
 */
export const Output = ({
  output,
  live,
}: {
  readonly output: OutputText;
  readonly live: boolean;
}) => {
  const frame = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element !== null && following.current) element.scrollTop = element.scrollHeight;
  }, [output]);
  return (
    <div
      ref={frame}
      className={styles.output}
      role="log"
      aria-label="Output"
      aria-live="off"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        following.current = scrollHeight - scrollTop - clientHeight < AT_END_PX;
      }}
    >
      {output.from > 0 && <p className={styles.note}>Earlier output is no longer kept.</p>}
      {output.blocks.length === 0 && (
        <p className={styles.note}>{live ? 'Nothing said yet.' : 'It said nothing.'}</p>
      )}
      {output.blocks.map((block) => (
        <Block key={block.at} text={block.text} />
      ))}
    </div>
  );
};

/** The whole text that is kept, for Copy. */
export const wholeText = (output: OutputText): string =>
  output.blocks.map(({ text }) => text).join('');

/** The output of a helper from its last million characters on, as it grows. */
export const useOutput = (helperId: string, length: number): OutputText => {
  const bridge = useBridge();
  const follower = useMemo(() => new OutputFollower(bridge, helperId), [bridge, helperId]);
  useEffect(() => {
    follower.open();
    return () => follower.close();
  }, [follower]);
  useEffect(() => follower.reach(length), [follower, length]);
  return useSyncExternalStore(follower.subscribe, follower.read);
};
