import type { Page } from '@playwright/test';
import { measureFocus, type FocusSeen } from './measure-focus.ts';

/** Beyond every stop: what a browser adds by itself, such as a text that scrolls. */
const MORE_STEPS = 12;

interface Tabbed {
  /** Each stop of Tab, in its order. */
  readonly seen: readonly FocusSeen[];
  /** What can have the focus and never had it, by name. */
  readonly missed: readonly string[];
}

/** Runs in the page: keeps all that Tab is to reach, of what is open on top, and says how much it is. */
const keepStops = (): number => {
  const open = document.querySelector(
    '[role="menu"], [role="dialog"]:not([role="region"] *), [role="alertdialog"]',
  );
  const stops = Array.from(
    (open ?? document.body).querySelectorAll<HTMLElement>(
      'button, input, textarea, a[href], [tabindex="0"]',
    ),
  ).filter(
    (one) =>
      one.tabIndex === 0 &&
      !one.matches(':disabled, [data-base-ui-focus-guard], [aria-hidden="true"]') &&
      !(one instanceof HTMLInputElement && one.type === 'radio' && !one.checked) &&
      one.checkVisibility({ visibilityProperty: true }),
  );
  (window as unknown as { stops: readonly HTMLElement[] }).stops = stops;
  return stops.length;
};

/** Runs in the page: which of the stops has the focus; -1 for anything else. */
const atStop = (): number =>
  (window as unknown as { stops: readonly HTMLElement[] }).stops.findIndex(
    (one) => one === document.activeElement,
  );

/** Runs in the page: false while a dialog's end is about to hand the focus on to its beginning. */
const isAtRest = (): boolean =>
  document.activeElement?.hasAttribute('data-base-ui-focus-guard') !== true;

/** Runs in the page: the names of stops. */
const namesOf = (which: readonly number[]): readonly string[] =>
  which.map((at) => {
    const stop = (window as unknown as { stops: readonly HTMLElement[] }).stops[at];
    const words = stop?.textContent.trim() ?? '';
    return stop?.getAttribute('aria-label') ?? (words === '' ? stop?.outerHTML : words) ?? '';
  });

/** Presses Tab until every stop had the focus, or could have had. */
export const tabThrough = async (page: Page): Promise<Tabbed> => {
  const count = await page.evaluate(keepStops);
  const met = new Set<number>();
  const seen: FocusSeen[] = [];
  for (let step = 0; step < count + MORE_STEPS && met.size < count; step += 1) {
    await page.keyboard.press('Tab');
    await page.waitForFunction(isAtRest);
    const at = await page.evaluate(atStop);
    if (at >= 0) seen.push(await page.evaluate(measureFocus));
    met.add(at);
    met.delete(-1);
  }
  const missed = Array.from({ length: count }, (_, at) => at).filter((at) => !met.has(at));
  return { seen, missed: await page.evaluate(namesOf, missed) };
};
