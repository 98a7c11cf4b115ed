import { useEffect, useRef, type RefObject } from 'react';
import { focused } from '../focused.ts';

interface Options {
  /** What had the focus when this was asked for from elsewhere. */
  readonly from?: HTMLElement | null;
  /** The place, where there is one already. */
  readonly place?: RefObject<HTMLDivElement | null>;
}

/**
 * Gives the focus back when what was shown in `place` goes: to where it came from, else to what opens
 * it here, else to the place's menu, else to the title of the page.
 */
export const useFocusBack = (
  isShown: boolean,
  { from = null, place: shared }: Options = {},
): RefObject<HTMLDivElement | null> => {
  const own = useRef<HTMLDivElement>(null);
  const place = shared ?? own;
  const was = useRef(isShown);
  const origin = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (from !== null) origin.current = from;
  }, [from]);
  useEffect(() => {
    const closed = was.current && !isShown;
    was.current = isShown;
    if (!closed) return;
    const back = origin.current;
    origin.current = null;
    if (focused() !== null) return;
    const target =
      (back?.isConnected === true ? back : null) ??
      place.current?.querySelector<HTMLElement>('[data-opener]') ??
      place.current?.querySelector<HTMLElement>('[data-more]') ??
      document.querySelector<HTMLElement>('main h1');
    target?.focus();
  }, [isShown, place]);
  return place;
};
