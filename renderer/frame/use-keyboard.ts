import { useEffect } from 'react';
import { everyShortcut, shortcuts, type PageShortcutId } from '../../shared/shortcuts.ts';
import { useView } from '../panel-context.tsx';
import { isPressed, writes } from './chord.ts';

const pageShortcuts = everyShortcut.flatMap(({ id, by }) =>
  by === 'page' ? [id as PageShortcutId] : [],
);

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

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, [contenteditable="true"]');

/**
 * Keeps a second Tab inside an open dialog. Base UI 1.9.0 hands the focus on from the guard at a
 * dialog's end in the next frame, and a Tab that comes before it leads to the page beneath.
 */
const stayOnGuard = (event: KeyboardEvent) => {
  const active = document.activeElement;
  if (event.key !== 'Tab' || active === null) return;
  if (active.matches('[data-base-ui-focus-guard][data-type="inside"]')) event.preventDefault();
};

/** The keys that work everywhere while no dialog is open, as the table of shortcuts has them. */
export const useKeyboard = () => {
  useEffect(() => {
    window.addEventListener('keydown', stayOnGuard);
    return () => window.removeEventListener('keydown', stayOnGuard);
  }, []);
  const overlay = useView((view) => view.overlay);
  const visit = useView((view) => view.visit);
  const show = useView((view) => view.show);
  useEffect(() => {
    const done = (act: () => void) => (): boolean => {
      act();
      return true;
    };
    /** Each says whether it did anything. */
    const acts: Readonly<Record<PageShortcutId, () => boolean>> = {
      palette: done(() => show({ kind: 'palette' })),
      spawn: done(() => show({ kind: 'spawn', templateId: null })),
      gateway: done(() => visit({ view: 'gateway' })),
      sessions: done(() => visit({ view: 'sessions' })),
      credentials: done(() => visit({ view: 'credentials' })),
      helpers: done(() => visit({ view: 'helpers' })),
      settings: done(() => visit({ view: 'settings' })),
      filter: () => focusFilter() || done(() => show({ kind: 'palette' }))(),
      'next-region': done(() => moveRegion(false)),
      'last-region': done(() => moveRegion(true)),
      more: openMore,
      shortcuts: done(() => show({ kind: 'shortcuts' })),
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (overlay !== null) return;
      const typing = isTyping(event.target);
      const pressed = (keys: string) => isPressed(keys, event) && !(typing && writes(keys));
      const found = pageShortcuts.find((id) => shortcuts[id].keys.some(pressed));
      if (found !== undefined && acts[found]()) event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [overlay, visit, show]);
};
