import type { Page } from '@playwright/test';

/** Settles with the moment (epoch ms) of the next click in the page, as the page has it. */
export const whenClicked = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const onClick = (): void => resolve(Date.now());
        window.addEventListener('click', onClick, { once: true, capture: true });
      }),
  );
