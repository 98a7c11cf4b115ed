import { useState } from 'react';
import { useView } from './panel-context.tsx';

interface Draft<T> {
  readonly draft: T;
  readonly change: (part: Partial<T>) => void;
  /** It was sent: the dialog begins anew the next time. */
  readonly sent: () => void;
}

/**
 * What was typed into the dialog of that name: kept when it is closed, until it is sent or made as it
 * was at first. Secrets do not belong into it.
 */
export const useDraft = <T extends object>(name: string, first: T): Draft<T> => {
  const keep = useView((view) => view.keepDraft);
  const kept = useView(({ drafts }) => drafts[name]);
  const [begun] = useState(first);
  // Nobody but this hook writes by that name, and it writes a T.
  const draft = kept === undefined ? begun : (kept as T);
  const change = (part: Partial<T>) => {
    const next = { ...draft, ...part };
    const isFirst = JSON.stringify(next) === JSON.stringify(begun);
    keep(name, isFirst ? undefined : next);
  };
  return { draft, change, sent: () => keep(name, undefined) };
};
