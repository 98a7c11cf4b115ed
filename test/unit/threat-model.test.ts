import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';

const read = (name: string): string => readFileSync(join(projectRoot, name), 'utf8');

/** Whatever a page names that looks like a place in the repository. */
const placesIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(/[`(]((?:build|docs|electron|renderer|shared|test)\/[\w./-]+)[`)]/g)].map(
      ([, place = '']) => place,
    ),
  ),
];

it.each(['docs/threat-model.md', 'SECURITY.md'])('%s names no place that is not there', (name) => {
  const places = placesIn(read(name));
  expect(places.length).toBeGreaterThan(0);
  expect(places.filter((place) => !existsSync(join(projectRoot, place)))).toEqual([]);
});

it('says of each attack which test tries it', () => {
  const rows = read('docs/threat-model.md')
    .split('\n## What is not held')[0]
    ?.split('\n## Attacks, and who holds them')[1]
    ?.split('\n')
    .filter((line) => line.startsWith('| ') && !/^\| (?:attack|---)/.test(line));
  expect(rows?.length).toBeGreaterThan(30);
  for (const row of rows ?? []) {
    const tried = row.split(' | ').at(-1) ?? '';
    expect(placesIn(tried).length, row).toBeGreaterThan(0);
    expect(placesIn(tried).filter((place) => !/^(?:test|electron\/faults)\//.test(place))).toEqual(
      [],
    );
  }
});
