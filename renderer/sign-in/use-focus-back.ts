import { useEffect, useRef, type RefObject } from 'react';
import { isFocusLost } from './is-focus-lost.ts';

/**
 * Gives the focus back when what was shown in `place` goes: to what opened it, else to the place's
 * menu, else to the title of the page.
 */
export const useFocusBack = (isShown: boolean): RefObject<HTMLDivElement | null> => {
  const place = useRef<HTMLDivElement>(null);
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
  }, [isShown]);
  return place;
};
