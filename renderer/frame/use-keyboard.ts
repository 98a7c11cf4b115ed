import { useEffect } from 'react';
import { useView } from '../panel-context.tsx';
import type { Place } from '../view-state.ts';

const places: Readonly<Record<string, Place>> = {
  1: { view: 'gateway' },
  2: { view: 'sessions' },
  3: { view: 'credentials' },
  4: { view: 'helpers' },
};

const regions = ['header', 'list', 'main', 'rail'] as const;

const focusable = 'button:not([tabindex="-1"]), input, textarea, [tabindex="0"]';

const isShown = (element: HTMLElement): boolean => element.getClientRects().length > 0;

const focusRegion = (element: HTMLElement) => {
  const first = Array.from(element.querySelectorAll<HTMLElement>(focusable)).find(isShown);
  (first ?? element).focus();
};

const moveRegion = (backwards: boolean) => {
  const there = regions
    .map((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`))
    .filter((element) => element !== null)
    .filter(isShown);
  // The rail lies inside the main region, so the innermost that holds the focus counts.
  const at = there.findLastIndex((element) => element.contains(document.activeElement));
  const step = backwards ? -1 : 1;
  const next = there[(at + step + there.length) % there.length];
  if (next !== undefined) focusRegion(next);
};

/** Opens the menu behind the three dots that is nearest to the focus. */
const openMore = (): boolean => {
  const near = document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-more]');
  const more = near ?? document.querySelector<HTMLElement>('[data-region="main"] [data-more]');
  more?.focus();
  more?.click();
  return more !== null;
};

const focusFilter = (): boolean => {
  const filter = document.querySelector<HTMLInputElement>('[data-filter]');
  filter?.focus();
  filter?.select();
  return filter !== null;
};

/** The keys that work everywhere while no dialog is open. */
export const useKeyboard = () => {
  const overlay = useView((view) => view.overlay);
  const go = useView((view) => view.go);
  const show = useView((view) => view.show);
  useEffect(() => {
    const press = (event: KeyboardEvent): boolean => {
      if (event.key === 'F6') {
        moveRegion(event.shiftKey);
        return true;
      }
      if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
        return openMore();
      }
      if (!event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
      switch (event.key.toLowerCase()) {
        case 'k':
          show({ kind: 'palette' });
          return true;
        case 'n':
          show({ kind: 'spawn', templateId: null });
          return true;
        case ',':
          go({ view: 'settings' });
          return true;
        case 'f':
          if (!focusFilter()) show({ kind: 'palette' });
          return true;
        default: {
          const place = places[event.key];
          if (place === undefined) return false;
          go(place);
          return true;
        }
      }
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (overlay === null && press(event)) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [overlay, go, show]);
};
