import { useEffect, useRef, type RefObject } from 'react';
import { isFocusLost } from './is-focus-lost.ts';

/**
 * Keeps the focus with a sheet: into it when it was opened here, and back to it when a step took
 * away the control that had it.
 */
export const useSheetFocus = (takesFocus: boolean, step: string): RefObject<HTMLElement | null> => {
  const sheet = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    const opens = isFirst.current;
    isFirst.current = false;
    if (!takesFocus || sheet.current?.contains(document.activeElement) === true) return;
    if (opens || isFocusLost()) sheet.current?.focus();
  }, [takesFocus, step]);
  return sheet;
};
