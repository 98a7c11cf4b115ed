import type { Page } from '@playwright/test';

/**
 * Settles with the time in ms from the next click in the page to the moment at which the sheet of a
 * sign-in stands in it; the page measures both itself. Rejects when one is there already.
 */
export const clickToSheet = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const isThere = (): boolean => {
          const sheet = document.querySelector('main [role="group"][aria-labelledby]');
          return sheet !== null && sheet.getBoundingClientRect().height > 0;
        };
        if (isThere()) reject(new Error('there is a sheet already'));
        const onClick = (): void => {
          const clickedAt = performance.now();
          const observer = new MutationObserver(() => {
            if (!isThere()) return;
            observer.disconnect();
            resolve(performance.now() - clickedAt);
          });
          observer.observe(document.body, { subtree: true, childList: true });
        };
        window.addEventListener('click', onClick, { once: true, capture: true });
      }),
  );
