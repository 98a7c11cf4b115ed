import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HelperView, PanelState } from '../../shared/state.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { fixture } from '../fakes/fixture.ts';
import { eventually } from '../support/eventually.ts';
import { goTo } from './gallery/go-to.ts';
import { openGallery, type Gallery } from './gallery/open-gallery.ts';

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
});
afterAll(() => gallery.close());

const open = async (name: string): Promise<Page> => {
  const { page } = await gallery.show(fixture(name), { width: 1280, height: 800, theme: 'light' });
  await goTo(page, fixture(name));
  return page;
};

/** Runs in the page: main tells of a newer state. */
const tell = (panel: string): void => {
  (window as unknown as { readonly bulkhead: FakeBridge }).bulkhead.pushState(
    JSON.parse(panel) as PanelState,
  );
};

/** Runs in the page: the commands that main was sent. */
const sentNames = (): readonly string[] =>
  (window as unknown as { readonly bulkhead: FakeBridge }).bulkhead.sent.map(({ name }) => name);

/** Runs in the page: what has the focus, by its name and what it is. */
const focusName = (): string => {
  const at = document.activeElement ?? document.body;
  const name = at.getAttribute('aria-label') ?? at.textContent.trim();
  return at === document.body ? 'BODY' : `${at.tagName.toLowerCase()} ${name}`;
};

const hasFocus = (page: Page, wanted: string) =>
  eventually(async () => expect(await page.evaluate(focusName)).toBe(wanted));

const wasSent = (page: Page, command: string) =>
  eventually(async () => expect(await page.evaluate(sentNames)).toContain(command));

let revision = 1;

/** Main tells that the helpers of the fixture are so by now. */
const become = async (page: Page, name: string, change: (one: HelperView) => HelperView | null) => {
  const { panel } = fixture(name);
  revision += 1;
  const helpers = panel.helpers.flatMap((one) => {
    const next = change(one);
    return next === null ? [] : [{ ...next, version: 100 + revision }];
  });
  await page.evaluate(tell, JSON.stringify({ ...panel, helpers, revision: 100 + revision }));
};

const all =
  (state: HelperView['state']) =>
  (one: HelperView): HelperView => ({ ...one, state });

describe.each([
  {
    by: 'mouse',
    press: (control: Locator) => control.click(),
  },
  {
    by: 'keyboard',
    press: async (control: Locator) => {
      await control.focus();
      await control.press('Enter');
    },
  },
])('by $by', ({ press }) => {
  const button = (page: Page, name: string | RegExp) =>
    page.getByRole('main').getByRole('button', { name, exact: true });

  it('the focus goes from Stop to what follows, and Stop pressed again ends nothing', async () => {
    const page = await open('helper-running');
    await press(button(page, 'Stop helper'));
    await wasSent(page, 'helpers.stop');
    await become(page, 'helper-running', all({ phase: 'cancelled' }));
    await button(page, 'Start again').waitFor();
    await hasFocus(page, 'button More actions');
    expect(await button(page, 'Dismiss').count()).toBe(0);
    expect(await page.evaluate(sentNames)).not.toContain('helpers.remove');
  });

  it('the focus goes from Start again to what follows', async () => {
    const page = await open('helper-cancelled');
    await press(button(page, 'Start again'));
    await wasSent(page, 'helpers.retry');
    await become(page, 'helper-cancelled', all({ phase: 'stopping' }));
    await button(page, 'Start again').waitFor({ state: 'detached' });
    await hasFocus(page, 'button More actions');
  });

  it('the focus goes from a key that was saved to the title, the card being gone', async () => {
    const page = await open('helper-waiting-for-sign-in');
    const field = page.getByRole('main').getByLabel('Key for OpenAI');
    await field.fill('sk-new');
    await press(button(page, /^Sign in and continue/));
    await wasSent(page, 'credentials.set');
    const [running] = fixture('helper-running').panel.helpers;
    if (running === undefined) throw new Error('None runs.');
    await become(page, 'helper-waiting-for-sign-in', all(running.state));
    await field.waitFor({ state: 'detached' });
    const title = await page.getByRole('heading', { level: 1 }).innerText();
    await hasFocus(page, `h1 ${title}`);
  });

  it('the focus goes from Connect to where the dialog was opened', async () => {
    const page = await open('gateway-connected');
    await press(button(page, 'Connect to another gateway…'));
    const dialog = page.getByRole('dialog', { name: 'Connect to another gateway' });
    await dialog.getByRole('textbox', { name: 'Address' }).fill('ws://nas.local:18789');
    await press(dialog.getByRole('button', { name: 'Connect' }));
    await wasSent(page, 'gateway.configure');
    await dialog.waitFor({ state: 'detached' });
    await hasFocus(page, 'button Connect to another gateway…');
  });

  it('the focus goes from Dismiss to what is shown next, and Undo brings the helper back', async () => {
    const page = await open('helper-cancelled');
    await press(button(page, 'More actions'));
    await press(page.getByRole('menuitem', { name: 'Dismiss' }));
    await wasSent(page, 'helpers.remove');
    await become(page, 'helper-cancelled', () => null);
    await page.getByRole('heading', { level: 1, name: 'Helpers' }).waitFor();
    await eventually(async () => expect(await page.evaluate(focusName)).not.toBe('BODY'));
    await press(page.getByRole('button', { name: 'Undo' }));
    await wasSent(page, 'helpers.restore');
  });

  it('what was typed into New helper is there again, and the prompt has the focus', async () => {
    const page = await open('helper-running');
    const dialog = page.getByRole('dialog', { name: 'New helper' });
    const prompt = dialog.getByRole('textbox', { name: 'Prompt' });
    const again = async () => {
      await press(page.getByRole('banner').getByRole('button', { name: 'New helper' }));
      await eventually(async () =>
        expect(await prompt.evaluate((one) => one === document.activeElement)).toBe(true),
      );
    };
    await again();
    await prompt.fill('Review it');
    await press(dialog.getByRole('button', { name: 'Cancel' }));
    await dialog.waitFor({ state: 'detached' });
    await again();
    expect(await prompt.inputValue()).toBe('Review it');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await again();
    expect(await prompt.inputValue()).toBe('Review it');
    // Beside the dialog: what may close it there must not take the draft with it.
    await page.mouse.click(8, 400);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await again();
    expect(await prompt.inputValue()).toBe('Review it');
  });
});

describe('Enter in a line', () => {
  it('sends the dialog it is in', async () => {
    const page = await open('gateway-connected');
    await page.getByRole('button', { name: 'Connect to another gateway…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Address' }).fill('ws://nas.local:18789');
    await page.keyboard.press('Enter');
    await wasSent(page, 'gateway.configure');
    await dialog.waitFor({ state: 'detached' });
  });

  it('saves the key on a card', async () => {
    const page = await open('helper-waiting-for-sign-in');
    await page.getByRole('main').getByLabel('Key for OpenAI').fill('sk-new');
    await page.keyboard.press('Enter');
    await wasSent(page, 'credentials.set');
  });
});

/** Runs in the page: where each control of the dialog, or else of the detail pane, begins. */
const places = (): readonly string[] => {
  const scope = document.querySelector('[role="dialog"]') ?? document.querySelector('main');
  return Array.from(scope?.querySelectorAll('input, textarea, button, [role="combobox"]') ?? [])
    .map((one) => one.getBoundingClientRect())
    .map(({ left, top }) => `${Math.round(left)} ${Math.round(top)}`);
};

describe('nothing jumps when a line says what is wrong', () => {
  it.each([
    {
      what: 'a new credential',
      from: 'credentials',
      show: async (page: Page) => {
        await page.getByRole('button', { name: 'Add credential' }).click();
        await page.getByRole('radio', { name: 'API key' }).click();
      },
      send: 'Add credential',
    },
    {
      what: 'another gateway',
      from: 'gateway-connected',
      show: async (page: Page) => {
        await page.getByRole('button', { name: 'Connect to another gateway…' }).click();
        await page.getByRole('textbox', { name: 'Address' }).fill('');
      },
      send: 'Connect',
    },
    {
      what: 'a new template',
      from: 'settings',
      show: async (page: Page) => {
        await page.getByRole('button', { name: 'Add template' }).click();
        await page.getByRole('textbox', { name: 'Name' }).fill('');
      },
      send: 'Save template',
    },
  ])('in the dialog of $what', async ({ from, show, send }) => {
    const page = await open(from);
    await show(page);
    const dialog = page.getByRole('dialog');
    await eventually(async () =>
      expect(await dialog.evaluate((one) => one.getAnimations().length)).toBe(0),
    );
    const before = await page.evaluate(places);
    expect(before.length).toBeGreaterThan(3);
    await dialog.getByRole('button', { name: send }).click();
    await dialog.getByRole('alert').first().waitFor();
    expect(await page.evaluate(places)).toEqual(before);
  });

  it('below the key on a card', async () => {
    const page = await open('helper-waiting-for-sign-in');
    const before = await page.evaluate(places);
    await page
      .getByRole('main')
      .getByRole('button', { name: /^Sign in and continue/ })
      .click();
    await page.getByRole('main').getByRole('alert').first().waitFor();
    expect(await page.evaluate(places)).toEqual(before);
  });
});
