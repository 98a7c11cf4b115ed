import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../fakes/fixture.ts';
import { cases } from './gallery/cases.ts';
import { goTo } from './gallery/go-to.ts';
import { measurePage } from './gallery/measure-page.ts';
import { measureReach } from './gallery/measure-reach.ts';
import { openGallery, type Gallery } from './gallery/open-gallery.ts';
import { smallPng } from './gallery/small-png.ts';
import { tabThrough } from './gallery/tab-through.ts';

/** Where the pictures go; none are kept when it is not set. */
const pictures = process.env.GALLERY_PICTURES;

const look = { width: 1280, height: 800, theme: 'light' } as const;
const factors = [1.5, 2, 4] as const;
const LEAST_RING = 3;

/** One screen of each kind: what is laid out alike is measured once. */
const whole = new Set([
  'helper-waiting-for-sign-in',
  'helpers',
  'sessions',
  'credentials',
  'sign-in-device',
  'drill-held',
  'settings',
  'gateway-waiting',
  'first-run',
  'stand-in',
  'crowded',
  'spawn-warned',
  'palette',
  'template',
  'about',
  'licences-text',
  'menu',
]);

/** The same for Tab; a palette and a menu have a key of their own for each step. */
const byKeys = new Set([
  'helper-asks',
  'helper-running',
  'sessions',
  'credentials',
  'sign-in-device',
  'drill-held',
  'settings',
  'gateway-waiting',
  'first-run',
  'stand-in',
  'spawn-warned',
  'template',
  'about',
  'licences',
]);

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
});
afterAll(() => gallery.close());

const keep = async (page: Page, name: string): Promise<void> => {
  if (pictures === undefined) return;
  await writeFile(join(pictures, `${name}.png`), smallPng(await page.screenshot()));
};

describe.each(factors)('at %d times the size', (factor) => {
  it.each(cases.filter(({ name }) => whole.has(name)))(
    '$name is whole, and in reach by scrolling',
    async ({ name, from, open }) => {
      const { page } = await gallery.show(fixture(from), look);
      await goTo(page, fixture(from));
      await open(page);
      await gallery.zoom(factor);
      await keep(page, `${name}-${factor * 100}-percent`);
      const { clipped, overlapping, small } = await page.evaluate(measurePage);
      expect({ clipped, overlapping, small }).toEqual({ clipped: [], overlapping: [], small: [] });
      expect(await page.evaluate(measureReach)).toEqual({ lost: [], across: [] });
    },
  );
});

describe.each([2, 4])('by keyboard at %d times the size', (factor) => {
  it.each(cases.filter(({ name }) => byKeys.has(name)))(
    '$name has each of its controls in reach, in view and with a ring',
    async ({ from, open }) => {
      const { page } = await gallery.show(fixture(from), look);
      await goTo(page, fixture(from));
      await open(page);
      await gallery.zoom(factor);
      const { seen, missed } = await tabThrough(page);
      expect(missed).toEqual([]);
      expect(seen.filter(({ hiddenBy }) => hiddenBy !== null)).toEqual([]);
      expect(seen.filter(({ ring }) => ring === null || ring < LEAST_RING)).toEqual([]);
    },
  );
});
