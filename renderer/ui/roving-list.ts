import { useCallback, type KeyboardEvent } from 'react';

const itemsOf = (list: HTMLElement): readonly HTMLElement[] =>
  Array.from(list.querySelectorAll<HTMLElement>('[data-roving]'));

const target = (key: string, at: number, count: number): number | null => {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
};

/**
 * One tab stop for a list: items carry `data-roving`, Up, Down, Home and End move between them, and
 * Tab comes back to the one that was left. Spread the result on the list's element.
 */
export const useRovingList = () => {
  const keepOneStop = useCallback((list: HTMLElement | null) => {
    if (list === null) return;
    const arrange = () => {
      const items = itemsOf(list);
      const active = document.activeElement;
      const stop =
        items.find((item) => item === active) ??
        items.find((item) => item.tabIndex === 0) ??
        items.find((item) => item.getAttribute('aria-current') !== null) ??
        items[0];
      for (const item of items) {
        const wanted = item === stop ? 0 : -1;
        if (item.tabIndex !== wanted) item.tabIndex = wanted;
      }
    };
    arrange();
    const watcher = new MutationObserver(arrange);
    watcher.observe(list, { childList: true, subtree: true });
    list.addEventListener('focusin', arrange);
    return () => {
      watcher.disconnect();
      list.removeEventListener('focusin', arrange);
    };
  }, []);

  const onKeyDown = useCallback((event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const items = itemsOf(event.currentTarget);
    const at = items.findIndex((item) => item === document.activeElement);
    if (at < 0) return;
    const next = target(event.key, at, items.length);
    if (next === null) return;
    event.preventDefault();
    items[next]?.focus();
  }, []);

  return { ref: keepOneStop, onKeyDown };
};
