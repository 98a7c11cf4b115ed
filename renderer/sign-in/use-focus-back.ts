import { useEffect, useRef, type RefObject } from 'react';
import { isFocusLost } from './is-focus-lost.ts';

/**
 * Gives the focus back when what was shown in `place` goes: to what opened it, else to the place's
 * menu, else to the title of the page. `shared` is the place where there is one already.
 */
export const useFocusBack = (
  isShown: boolean,
  shared?: RefObject<HTMLDivElement | null>,
): RefObject<HTMLDivElement | null> => {
  const own = useRef<HTMLDivElement>(null);
  const place = shared ?? own;
  const was = useRef(isShown);
  useEffect(() => {
    const closed = was.current && !isShown;
    was.current = isShown;
    if (!closed || !isFocusLost()) return;
    const target =
      place.current?.querySelector<HTMLElement>('[data-opener]') ??
      place.current?.querySelector<HTMLElement>('[data-more]') ??
      document.querySelector<HTMLElement>('main h1');
    target?.focus();
  }, [isShown, place]);
  return place;
};
