import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskDraft } from '../../shared/contract.ts';
import { builtInTemplate } from '../../shared/settings.ts';
import type { FakeBridge } from '../fakes/fake-bridge.ts';
import { fixture } from '../fakes/fixture.ts';
import type { PanelFixture } from '../fakes/panel-fixture.ts';
import { axeFinds } from './gallery/axe-in-page.ts';
import { measurePage } from './gallery/measure-page.ts';
import { openGallery, type Gallery } from './gallery/open-gallery.ts';
import { smallPng } from './gallery/small-png.ts';

/** Where the pictures go; none are kept when it is not set. */
const pictures = process.env.GALLERY_PICTURES;

const clean = { clipped: [], overlapping: [], faint: [], small: [], nameless: [], moving: [] };

/** As large as the small window is. */
const size = { width: 560, height: 344 };

const nothing: AskDraft = { templateId: null, prompt: '', cwd: '' };
const typed = {
  ...nothing,
  prompt: 'Find out why the nightly build is slow, and say what you would change.',
};

const withTemplates = (name: string, names: readonly string[]): PanelFixture => {
  const from = fixture(name);
  const more = names.map((template, index) => ({
    ...builtInTemplate,
    id: `more-${index}`,
    name: template,
  }));
  return { ...from, panel: { ...from.panel, templates: [...from.panel.templates, ...more] } };
};

interface State {
  readonly from: PanelFixture;
  readonly draft: AskDraft;
  /** The words that tell that it is there. */
  readonly shows: string | RegExp;
  readonly act?: (page: Page) => Promise<void>;
}

const states: Readonly<Record<string, State>> = {
  'ask-empty': { from: fixture('look-ready'), draft: nothing, shows: 'Ready.' },
  'ask-typed': {
    from: withTemplates('look-ready', ['Code review', 'Release notes']),
    draft: typed,
    shows: 'Ready.',
  },
  'ask-nothing-typed': {
    from: fixture('look-ready'),
    draft: nothing,
    shows: 'Say what the helper is to do.',
    act: (page) => page.keyboard.press('Enter'),
  },
  'ask-waits': { from: fixture('look-waits'), draft: typed, shows: /wait/i },
  'ask-no-folder': { from: fixture('look-folder'), draft: typed, shows: /^Will fail/ },
  'ask-warned': { from: fixture('look-warns'), draft: typed, shows: /^Session main uses/ },
  'ask-many-templates': {
    from: withTemplates(
      'look-ready',
      Array.from({ length: 12 }, (_none, index) => `Review of part ${index + 1} of the product`),
    ),
    draft: typed,
    shows: 'Ready.',
  },
};

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
});
afterAll(() => gallery.close());

describe.each(['light', 'dark'] as const)('the small window, %s', (theme) => {
  it.each(Object.entries(states))('%s can be read whole and used', async (name, state) => {
    const { page, complaints } = await gallery.show(state.from, { ...size, theme }, 'ask.html');
    await page.getByRole('textbox', { name: 'Prompt' }).waitFor();
    await page.evaluate((draft) => {
      (window as unknown as { readonly bulkhead: FakeBridge }).bulkhead.ask({
        templateId: null,
        draft,
      });
    }, state.draft);
    expect(await page.getByRole('textbox', { name: 'Prompt' }).inputValue()).toBe(
      state.draft.prompt,
    );
    await state.act?.(page);
    await page.getByText(state.shows).first().waitFor({ timeout: 10_000 });
    if (pictures !== undefined) {
      const file = join(pictures, `${name}${theme === 'dark' ? '-dark' : ''}.png`);
      await writeFile(file, smallPng(await page.screenshot()));
    }
    expect(await page.evaluate(measurePage)).toEqual(clean);
    expect(await axeFinds(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
