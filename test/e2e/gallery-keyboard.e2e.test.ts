import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PanelState } from '../../shared/state.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { fixture } from '../fakes/fixture.ts';
import { signingIn, signIns } from '../fakes/panel-sign-ins.ts';
import { panelStates } from '../fakes/panel-states.ts';
import { acts } from './gallery/acts.ts';
import { goTo } from './gallery/go-to.ts';
import { measureFocus, type FocusSeen } from './gallery/measure-focus.ts';
import { openGallery, type Gallery, type Look } from './gallery/open-gallery.ts';

const looks: readonly Look[] = [
  { width: 900, height: 600, theme: 'light' },
  { width: 900, height: 600, theme: 'dark' },
];

/** Every moment at which a sign-in shows its sheet. */
const moments = Object.keys(panelStates).filter(
  (name) => /^(sign-in|wizard)-/.test(name) && name !== 'sign-in-done',
);

const LEAST_RING = 3;

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
});
afterAll(() => gallery.close());

/** Runs in the page: main tells of a newer state. */
const tell = (panel: string): void => {
  (window as unknown as { readonly bulkhead: FakeBridge }).bulkhead.pushState(
    JSON.parse(panel) as PanelState,
  );
};

/** Runs in the page: true while the focus is in the sheet. */
const isInSheet = (): boolean =>
  document.querySelector('main [role="group"]')?.contains(document.activeElement) === true;

/** Runs in the page: true while the focus is on something of the detail pane. */
const isInMain = (): boolean =>
  document.querySelector('main')?.contains(document.activeElement) === true;

/** Runs in the page: the controls of the sheet that Tab is to reach, by name. */
const wantedNames = (): readonly string[] => {
  const sheet = document.querySelector('main [role="group"]');
  return Array.from(sheet?.querySelectorAll<HTMLElement>('button, input') ?? [])
    .filter(
      (control) =>
        !(control instanceof HTMLInputElement && control.type === 'radio' && !control.checked),
    )
    .map((control) =>
      control instanceof HTMLInputElement
        ? (control.labels?.[0]?.textContent ?? '').trim()
        : control.textContent.trim(),
    );
};

const tabThrough = async (page: Page): Promise<readonly FocusSeen[]> => {
  const seen: FocusSeen[] = [];
  await page.locator('main [role="group"]').first().focus();
  for (let step = 0; step < 20; step += 1) {
    await page.keyboard.press('Tab');
    if (!(await page.evaluate(isInSheet))) break;
    seen.push(await page.evaluate(measureFocus));
  }
  return seen;
};

describe.each(looks)('by keyboard alone, $theme', (look) => {
  it.each(moments)(
    '%s has each of its controls in reach, in view and with a ring, and Esc leaves it',
    async (name) => {
      const { page } = await gallery.show(fixture(name), look);
      await goTo(page, fixture(name));
      const wanted = await page.evaluate(wantedNames);
      const seen = await tabThrough(page);
      expect(seen.map((one) => one.name)).toEqual(wanted);
      expect(seen.filter(({ hiddenBy }) => hiddenBy !== null)).toEqual([]);
      expect(seen.filter(({ ring }) => ring === null || ring < LEAST_RING)).toEqual([]);
      await page.locator('main [role="group"]').first().focus();
      await page.keyboard.press('Escape');
      await page.locator('main [role="group"]').waitFor({ state: 'detached' });
      expect(await page.evaluate(isInMain)).toBe(true);
    },
  );

  it('the field for a key has each of its controls in reach, and Esc leaves it', async () => {
    const act = acts['sign-in-key'];
    if (act === undefined) throw new Error('There is no way to the field.');
    const { page } = await gallery.show(fixture(act.from), look);
    await goTo(page, fixture(act.from));
    await act.open(page);
    const field = page.getByLabel('Key for Google');
    await field.waitFor();
    const seen: FocusSeen[] = [];
    for (let step = 0; step < 3; step += 1) {
      seen.push(await page.evaluate(measureFocus));
      await page.keyboard.press('Tab');
    }
    expect(seen.map((one) => one.name)).toEqual(['Key for Google', 'Save key', 'Cancel']);
    expect(
      seen.filter(({ hiddenBy, ring }) => hiddenBy !== null || (ring ?? 0) < LEAST_RING),
    ).toEqual([]);
    await field.focus();
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    expect(await page.evaluate(isInMain)).toBe(true);
  });

  it('a sign-in that the palette asks for takes the focus, and Esc gives it back', async () => {
    const from = fixture('helper-account-refused');
    const { page } = await gallery.show(from, look);
    await goTo(page, from);
    const before = page.getByRole('navigation').getByRole('button', { name: 'docs-bot' });
    await before.focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('sign in and');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const next = signingIn(signIns.browser).panel;
    const credentials = next.credentials.map((one) => ({ ...one, version: 2 }));
    await page.evaluate(tell, JSON.stringify({ ...next, credentials, revision: 2 }));
    await page.waitForFunction(isInSheet);
    await page.keyboard.press('Escape');
    await page.locator('main [role="group"]').waitFor({ state: 'detached' });
    expect(await before.evaluate((row) => row === document.activeElement)).toBe(true);
  });
});
