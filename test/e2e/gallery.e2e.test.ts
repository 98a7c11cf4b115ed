import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../fakes/fixture.ts';
import { cases } from './gallery/cases.ts';
import { goTo } from './gallery/go-to.ts';
import { measurePage } from './gallery/measure-page.ts';
import { openGallery, type Gallery, type Look } from './gallery/open-gallery.ts';
import { smallPng } from './gallery/small-png.ts';

/** Where the pictures go; none are kept when it is not set. */
const pictures = process.env.GALLERY_PICTURES;

const clean = { clipped: [], overlapping: [], faint: [], small: [], nameless: [], moving: [] };

/** Both sizes and both themes; pictures are taken of all four pairs. */
const looks: readonly Look[] =
  pictures === undefined
    ? [
        { width: 1280, height: 800, theme: 'light' },
        { width: 900, height: 600, theme: 'dark' },
      ]
    : [
        { width: 1280, height: 800, theme: 'light' },
        { width: 1280, height: 800, theme: 'dark' },
        { width: 900, height: 600, theme: 'light' },
        { width: 900, height: 600, theme: 'dark' },
      ];

/** A state that looks like another until a dialog is opened on it. */
const isGround = (name: string): boolean => name.startsWith('look-');

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery(fileURLToPath(new URL('../../out/renderer', import.meta.url)));
});
afterAll(() => gallery.close());

it('sees text that is cut, faint or covered, and controls without size or name', async () => {
  const { page } = await gallery.show(fixture('helpers-none'), {
    width: 1280,
    height: 800,
    theme: 'light',
  });
  await page.evaluate(() => {
    const main = document.querySelector('main');
    const add = (tag: string, text: string, style: Readonly<Record<string, string>>) => {
      const element = document.createElement(tag);
      element.textContent = text;
      Object.assign(element.style, { position: 'fixed', left: '400px', ...style });
      main?.append(element);
    };
    add('p', 'much too long', {
      top: '500px',
      width: '30px',
      overflow: 'hidden',
      whiteSpace: 'pre',
    });
    add('p', 'one line of two lines', {
      top: '460px',
      width: '60px',
      height: '20px',
      overflow: 'hidden',
    });
    const titled = document.createElement('div');
    titled.title = 'something else';
    main?.append(titled);
    const inTitled = document.createElement('p');
    inTitled.textContent = 'told by nobody at all';
    Object.assign(inTitled.style, {
      position: 'fixed',
      left: '600px',
      top: '500px',
      width: '30px',
      overflow: 'hidden',
      whiteSpace: 'pre',
    });
    titled.append(inTitled);
    add('p', 'faint', { top: '540px', color: '#aaa' });
    add('p', 'one text', { top: '580px' });
    add('p', 'another', { top: '582px' });
    main?.animate([{ opacity: 0.9 }, { opacity: 1 }], 60_000);
    add('button', '', { top: '620px', width: '10px', height: '10px' });
  });
  const faults = await page.evaluate(measurePage);
  const cut = faults.clipped.join(' ');
  for (const words of ['much too long', 'one line of two lines', 'told by nobody at all']) {
    expect(cut).toContain(words);
  }
  const found = Object.values<readonly string[]>({ ...faults });
  expect(
    found.every(({ length }) => length > 0),
    JSON.stringify(faults),
  ).toBe(true);
});

/** Runs in the page: the words about the gateway that are cut, be it by a part of a pixel. */
const cutTruth = (): readonly string[] =>
  Array.from(document.querySelectorAll('header p[title]'))
    .slice(0, 1)
    .filter((words) => {
      const whole = document.createRange();
      whole.selectNodeContents(words);
      return whole.getBoundingClientRect().width > words.getBoundingClientRect().width;
    })
    .map(({ textContent }) => textContent);

/** Runs in the page: how far the bar of what scrolls in the main region is from the window's edge. */
const barsOff = (): readonly number[] =>
  Array.from(document.querySelectorAll('main div, main aside'))
    .filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)
    .filter((element) => getComputedStyle(element).overflowY === 'auto')
    .map((element) => innerWidth - element.getBoundingClientRect().right);

describe.each(looks)('at $width x $height, $theme', (look) => {
  it('the state of the gateway is whole beside a count of every state', async () => {
    const { page } = await gallery.show(fixture('helpers-of-each-state'), look);
    expect(await page.getByRole('list', { name: 'Helpers by state' }).locator('li').count()).toBe(
      6,
    );
    expect(await page.evaluate(cutTruth)).toEqual([]);
  });

  it('a page scrolls at the edge of the window, with facts beside it or without', async () => {
    const low = { ...look, height: 480 };
    const { page } = await gallery.show(fixture('helper-waiting-for-sign-in'), low);
    await goTo(page, fixture('helper-waiting-for-sign-in'));
    expect(await page.evaluate(barsOff)).toEqual([0]);
  });

  it.each(cases)('$name can be read whole and used', async ({ name, from, open }) => {
    const { page, complaints } = await gallery.show(fixture(from), look);
    await goTo(page, fixture(from));
    await open(page);
    expect(await page.evaluate(measurePage)).toEqual(clean);
    expect(complaints).toEqual([]);
    if (pictures !== undefined && !isGround(name)) {
      const suffix = look.theme === 'dark' ? '-dark' : '';
      const file = join(pictures, `${name}-${look.width}${suffix}.png`);
      await writeFile(file, smallPng(await page.screenshot()));
    }
  });
});
