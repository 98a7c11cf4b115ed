import { useEffect } from 'react';
import { focused } from '../focused.ts';

const surroundings = '[data-region], [role="dialog"], [role="alertdialog"]';
const groups = 'li, form, section, fieldset, [data-group]';
const follows = 'button:not([data-danger]), input, textarea, [role="combobox"]';

/** A dialog or menu that closes gives the focus back by itself; it needs that long. */
const OTHERS_MS = 40;

interface Kept {
  readonly element: HTMLElement;
  /** What is around it, the innermost first. */
  readonly groups: readonly Element[];
  /** What could have the focus after it, the nearest first. */
  readonly next: readonly HTMLElement[];
}

const around = (element: Element): readonly Element[] => {
  const end = element.closest(surroundings);
  const found: Element[] = [];
  for (let at = element.parentElement; at !== null && at !== end; at = at.parentElement) {
    if (at.matches(groups)) found.push(at);
  }
  return found;
};

const remember = (element: HTMLElement): Kept => {
  const all = Array.from(
    (element.closest(surroundings) ?? document.body).querySelectorAll<HTMLElement>(follows),
  );
  const isAfter = (other: Element) =>
    (element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const after = all.filter((other) => other !== element && isAfter(other));
  const before = all.filter((other) => other !== element && !isAfter(other)).toReversed();
  return { element, groups: around(element), next: [...after, ...before] };
};

/**
 * What gets the focus when the control that had it is gone: the next one of the smallest group that
 * is still there, and never one that ends or deletes something; else the title of the page.
 */
const successor = ({ groups: all, next }: Kept): HTMLElement | null => {
  for (const group of all.filter(({ isConnected }) => isConnected)) {
    const found = next.find((other) => group.contains(other));
    if (found !== undefined) return found;
  }
  const inList = next.find((other) => other.isConnected && other.closest('nav, header') !== null);
  return inList ?? document.querySelector<HTMLElement>('main h1, h1');
};

/** The focus is never lost: when the control that has it goes away, what follows gets it. */
export const useFocusKept = (): void => {
  useEffect(() => {
    let kept: Kept | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onFocusIn = ({ target }: FocusEvent) => {
      kept = target instanceof HTMLElement ? remember(target) : null;
    };
    // Whoever clicks beside everything has given it away.
    const onPointerUp = () => {
      if (focused() === null && kept?.element.isConnected === true) kept = null;
    };
    const giveOn = () => {
      const lost = kept;
      if (lost === null || lost.element.isConnected || focused() !== null) return;
      kept = null;
      successor(lost)?.focus();
    };
    const watcher = new MutationObserver(() => {
      if (kept === null || kept.element.isConnected || focused() !== null) return;
      clearTimeout(timer);
      timer = setTimeout(giveOn, OTHERS_MS);
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', onFocusIn);
    document.addEventListener('pointerup', onPointerUp);
    return () => {
      clearTimeout(timer);
      watcher.disconnect();
      document.removeEventListener('focusin', onFocusIn);
      document.removeEventListener('pointerup', onPointerUp);
    };
  }, []);
};
