import { useEffect, useRef, useState } from 'react';
import { describeCause } from '../../shared/describe-cause.ts';
import { describeGateway } from '../../shared/describe-gateway.ts';
import type { HelperView } from '../../shared/state.ts';
import { isolated } from '../../shared/isolated.ts';
import { usePanel } from '../panel-context.tsx';
import text from '../ui/text.module.css';

const troublesOf = ({ id, name, state }: HelperView) =>
  state.phase === 'failed' || state.phase === 'waiting-for-sign-in'
    ? [{ id, words: `${isolated(name)}: ${describeCause(state.failure, 'helper')}.` }]
    : [];

const useNewTroubles = (): string => {
  const troubles = usePanel(({ helpers }) => helpers.flatMap(troublesOf));
  const known = useRef<ReadonlySet<string> | null>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    const fresh = troubles.filter(({ id }) => known.current?.has(id) === false);
    known.current = new Set(troubles.map(({ id }) => id));
    if (fresh.length > 0) setWords(fresh.map((trouble) => trouble.words).join(' '));
  }, [troubles]);
  return words;
};

/**
 * What a screen reader hears by itself: the header's sentence and new failures politely, a blocked
 * link at once. Countdowns are never in here.
 */
export const LiveWords = () => {
  const title = usePanel(({ gateway }) => describeGateway(gateway, 0).title);
  const blocked = usePanel(({ gateway }) => gateway.state.phase === 'blocked');
  const troubles = useNewTroubles();
  return (
    <div className={text.hidden}>
      <p aria-live="polite">{blocked ? '' : title}</p>
      <p aria-live="polite">{troubles}</p>
      <p aria-live="assertive">{blocked ? title : ''}</p>
    </div>
  );
};
