import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../fakes/fixture.ts';
import { cases } from './gallery/cases.ts';
import { goTo } from './gallery/go-to.ts';
import { measureMark, type Mark, type MarkOf } from './gallery/measure-marks.ts';
import { openGallery, type Gallery } from './gallery/open-gallery.ts';
import { smallPng } from './gallery/small-png.ts';

/** Where the pictures go; none are kept when it is not set. */
const pictures = process.env.GALLERY_PICTURES;

const look = { width: 1280, height: 800, theme: 'light' } as const;

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
});
afterAll(() => gallery.close());

/** Shows a screen in the few colours that a system of high contrast leaves. */
const show = async (name: string): Promise<Page> => {
  const screen = cases.find((one) => one.name === name);
  if (screen === undefined) throw new Error(`There is no screen '${name}'.`);
  const { page } = await gallery.show(fixture(screen.from), look);
  await page.emulateMedia({ forcedColors: 'active' });
  await goTo(page, fixture(screen.from));
  await screen.open(page);
  return page;
};

const keep = async (page: Page, name: string): Promise<void> => {
  if (pictures === undefined) return;
  const file = join(pictures, `${name}-forced-colours.png`);
  await writeFile(file, smallPng(await page.screenshot()));
};

const markOf = (page: Page, selector: string, of: MarkOf): Promise<Mark> =>
  page.locator(selector).first().evaluate(measureMark, of);

const isSeen = ({ colour, ground, thick }: Mark): boolean => thick >= 1 && colour !== ground;

describe('in forced colours', () => {
  it('a mark that is only a ground of its own colour is seen to be gone', async () => {
    const page = await show('helpers');
    await page.evaluate(() => {
      const lost = document.createElement('div');
      lost.id = 'lost';
      Object.assign(lost.style, { width: '9px', height: '9px', background: 'rgb(0, 0, 0)' });
      document.querySelector('main')?.append(lost);
    });
    expect(isSeen(await markOf(page, '#lost', 'fill'))).toBe(false);
    expect(isSeen(await markOf(page, '#lost', 'outline'))).toBe(false);
  });

  it.each<readonly [string, string, string, MarkOf]>([
    ['helper-running', 'the row of what is shown', 'nav [data-current]', 'before'],
    ['settings', 'the entry of what is shown', 'nav button[aria-current]', 'border'],
    ['palette', 'the chosen entry', '[role="option"][aria-selected="true"]', 'outline'],
    ['palette', 'the edge of the palette', '[role="dialog"]', 'border'],
    ['template', 'the edge of a dialog', '[role="dialog"]', 'border'],
    [
      'licences-text',
      'the licence that is open',
      '[role="dialog"] [aria-expanded="true"]',
      'outline',
    ],
    ['sessions', 'the frame of a meter', 'td span:has(> span[style*="width"])', 'border'],
    ['sessions', 'the share in a meter', 'td span > span[style*="width"]', 'fill'],
    ['sessions', 'the line below the heads of columns', 'th', 'below'],
    ['drill-running', 'the frame of the progress', '[role="progressbar"]', 'border'],
    ['drill-running', 'what is done of the progress', '[role="progressbar"] > span', 'fill'],
  ])('%s shows %s', async (name, _, selector, of) => {
    const page = await show(name);
    await keep(page, name);
    const mark = await markOf(page, selector, of);
    expect(isSeen(mark), JSON.stringify(mark)).toBe(true);
  });

  it('menu shows the entry that the keys are at', async () => {
    const page = await show('menu');
    await page.keyboard.press('ArrowDown');
    await page.locator('[role="menuitem"][data-highlighted]').waitFor();
    await keep(page, 'menu');
    const mark = await markOf(page, '[role="menuitem"][data-highlighted]', 'outline');
    expect(isSeen(mark), JSON.stringify(mark)).toBe(true);
  });
});
