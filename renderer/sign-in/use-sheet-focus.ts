import { useEffect, useRef, type RefObject } from 'react';
import { focused } from '../focused.ts';

/**
 * Keeps the focus with a sheet: into it on each `occasion` on which the person asked for it, and back
 * to it when a step took away the control that had it.
 */
export const useSheetFocus = (
  occasion: object | null,
  step: string,
): RefObject<HTMLElement | null> => {
  const sheet = useRef<HTMLElement>(null);
  const last = useRef<object | null>(null);
  useEffect(() => {
    const isNew = last.current !== occasion;
    last.current = occasion;
    if (occasion === null || sheet.current?.contains(document.activeElement) === true) return;
    if (isNew || focused() === null) sheet.current?.focus();
  }, [occasion, step]);
  return sheet;
};
