import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** Every rule of WCAG 2.0, 2.1 and 2.2, A and AA, those that axe still tries, and good practice. */
const options: axe.RunOptions = {
  runOnly: {
    type: 'tag',
    values: [
      ...['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'],
      ...['best-practice', 'experimental'],
    ],
  },
  // Some rules are off where they are not named, whatever their tags.
  rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } },
  // What opens over everything else is in no landmark.
  checks: {
    region: {
      options: {
        regionMatcher: 'dialog, [role=dialog], [role=alertdialog], [role=menu], [role=listbox]',
      },
    },
  },
  resultTypes: ['violations'],
} as axe.RunOptions;

/** What is left out, by rule: the elements that match. */
const exceptions: Readonly<Record<string, string>> = {
  // They are never on the way of Tab: each hands the focus on to what it guards.
  'aria-hidden-focus': '[data-base-ui-focus-guard]',
};

/** Runs in the page, which has axe by then. */
const run = async ({
  given,
  out,
}: {
  readonly given: axe.RunOptions;
  readonly out: Readonly<Record<string, string>>;
}): Promise<readonly string[]> => {
  const there = (window as unknown as { readonly axe: typeof axe }).axe;
  const { violations } = await there.run(document, given);
  return violations.flatMap(({ id, nodes }) =>
    nodes
      .filter(({ target }) => {
        const element = document.querySelector(String(target[0]));
        return out[id] === undefined || element?.matches(out[id]) !== true;
      })
      .map(({ html }) => `${id}: ${html.slice(0, 200)}`),
  );
};

/** What axe finds in the page as it is laid out: the rule and the element, one line each. */
export const axeFinds = async (page: Page): Promise<readonly string[]> => {
  // Not as a script of the page: its policy has none but its own.
  await page.evaluate(axe.source);
  return page.evaluate(run, { given: options, out: exceptions });
};
