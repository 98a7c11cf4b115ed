import type { Page } from '@playwright/test';

/** Settles with the moment (epoch ms) at which the sheet of a sign-in stands in the page. */
export const whenSheetShown = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (document.querySelector('main [role="group"]') === null) return;
          observer.disconnect();
          resolve(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true });
        look();
      }),
  );
