import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../fakes/fixture.ts';
import { cases } from './gallery/cases.ts';
import { goTo } from './gallery/go-to.ts';
import { lengthenWords } from './gallery/lengthen-words.ts';
import { measurePage } from './gallery/measure-page.ts';
import { eventually } from '../support/eventually.ts';
import { openGallery, type Gallery, type Look } from './gallery/open-gallery.ts';
import { smallPng } from './gallery/small-png.ts';

/** Where the pictures go; none are kept when it is not set. */
const pictures = process.env.GALLERY_PICTURES;

const looks: readonly Look[] = [
  { width: 1280, height: 800, theme: 'light' },
  { width: 900, height: 600, theme: 'light' },
];

/** One screen of each kind: what is laid out alike is measured once. */
const screens = new Set([
  'helper-waiting-for-sign-in',
  'helper-running',
  'helpers',
  'sessions',
  'credentials',
  'sign-in-device',
  'drill-held',
  'settings',
  'gateway-waiting',
  'first-run',
  'bars-unfolded',
  'spawn-warned',
  'palette',
  'template',
  'about',
  'licences',
  'remove-credential',
  'menu',
]);

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
});
afterAll(() => gallery.close());

describe.each(looks)('with words that are 40 % longer, at $width x $height', (look) => {
  it.each(cases.filter(({ name }) => screens.has(name)))(
    '$name cuts no text that its tooltip does not tell, and lays none on another',
    async ({ name, from, open }) => {
      const { page } = await gallery.show(fixture(from), look);
      await goTo(page, fixture(from));
      await open(page);
      const before = await page.evaluate(() => document.body.innerText.length);
      await page.evaluate(lengthenWords);
      expect(await page.evaluate(() => document.body.innerText.length)).toBeGreaterThan(
        before * 1.2,
      );
      if (pictures !== undefined) {
        const file = join(pictures, `${name}-${look.width}-long-words.png`);
        await writeFile(file, smallPng(await page.screenshot()));
      }
      // What is placed beside something else is placed anew when it grows, a moment later.
      await eventually(async () => {
        const { clipped, overlapping } = await page.evaluate(measurePage);
        expect({ clipped, overlapping }).toEqual({ clipped: [], overlapping: [] });
      });
    },
  );
});
