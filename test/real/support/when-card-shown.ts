import type { Page } from '@playwright/test';

/**
 * Selects the helper `name` as soon as the window lists it, and settles with the moment (epoch ms)
 * at which its card says `cause`. Nothing is polled: the page itself tells every change.
 */
export const whenCardShown = (page: Page, name: string, cause: string): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        let selected = false;
        const look = (): void => {
          const rows = [...document.querySelectorAll<HTMLElement>('nav button')];
          const row = rows.find(({ textContent }) => textContent.includes(wanted.name));
          if (!selected && row !== undefined) {
            selected = true;
            row.click();
          }
          const headings = [...document.querySelectorAll('main :is(h1, h2, h3)')];
          if (!headings.some(({ textContent }) => textContent.includes(wanted.cause))) return;
          observer.disconnect();
          resolve(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        look();
      }),
    { name, cause },
  );
