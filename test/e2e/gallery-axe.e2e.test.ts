import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixture } from '../fakes/fixture.ts';
import { axeFinds } from './gallery/axe-in-page.ts';
import { cases } from './gallery/cases.ts';
import { goTo } from './gallery/go-to.ts';
import { openGallery, type Gallery } from './gallery/open-gallery.ts';

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
});
afterAll(() => gallery.close());

const large = { width: 1280, height: 800 };
const small = { width: 900, height: 600 };

it('axe sees what has no name, is faint, small, or called otherwise than it reads', async () => {
  const { page } = await gallery.show(fixture('helpers-none'), { ...large, theme: 'light' });
  await page.evaluate(() => {
    const added = document.createElement('div');
    Object.assign(added.style, { position: 'fixed', left: '400px', top: '500px', zIndex: '9' });
    document.querySelector('main')?.append(added);
    added.insertAdjacentHTML(
      'beforeend',
      '<button></button><p id="faint">faint</p><button aria-label="Other">Words here</button>' +
        '<p><button id="a">a</button><button id="b">b</button></p>',
    );
    const faint = document.querySelector<HTMLElement>('#faint');
    if (faint !== null) faint.style.color = '#bbb';
    for (const id of ['#a', '#b']) {
      const button = document.querySelector<HTMLElement>(id);
      if (button === null) continue;
      Object.assign(button.style, { width: '10px', height: '10px', padding: '0', border: '0' });
    }
  });
  const rules = new Set((await axeFinds(page)).map((one) => one.slice(0, one.indexOf(':'))));
  expect([...rules].toSorted()).toEqual([
    'button-name',
    'color-contrast',
    'label-content-name-mismatch',
    'target-size',
  ]);
});

it.each(cases)('axe finds nothing in $name', async ({ from, open }) => {
  const found: string[] = [];
  const { page } = await gallery.show(fixture(from), { ...large, theme: 'light' });
  await goTo(page, fixture(from));
  await open(page);
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const size of [large, small]) {
      await page.setViewportSize(size);
      found.push(...(await axeFinds(page)).map((one) => `${theme}, ${size.width}: ${one}`));
    }
  }
  expect(found).toEqual([]);
});
