import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../../renderer');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
const codes = files.filter((file) => /\.tsx?$/.test(file));
const sheets = files.filter((file) => file.endsWith('.css'));

/** What the code reads of a module: names of classes, or all of them where it looks them up. */
const readOf = (sheet: string): ReadonlySet<string> | 'all' => {
  const names = new Set<string>();
  for (const code of codes) {
    const text = read(code);
    for (const [, local = '', from = ''] of text.matchAll(/import (\w+) from '(\S+\.css)'/g)) {
      if (join(dirname(code), from) !== sheet) continue;
      if (text.includes(`${local}[`)) return 'all';
      for (const [, name = ''] of text.matchAll(new RegExp(`\\b${local}\\.(\\w+)`, 'g'))) {
        names.add(name);
      }
    }
  }
  return names;
};

const withoutComments = (css: string): string => css.replace(/\/\*[\s\S]*?\*\//g, '');

it('every class of a style sheet is worn by something', () => {
  const idle = sheets
    .filter((sheet) => sheet.endsWith('.module.css'))
    .flatMap((sheet) => {
      const worn = readOf(sheet);
      if (worn === 'all') return [];
      const selectors = withoutComments(read(sheet)).replace(/\{[^{}]*\}/g, ' ');
      const classes = new Set(
        Array.from(selectors.matchAll(/\.([a-zA-Z]\w*)/g), ([, name]) => name),
      );
      return [...classes]
        .filter((name) => !worn.has(name ?? ''))
        .map((name) => `${sheet} .${name}`);
    });
  expect(idle).toEqual([]);
});

it('every token is read by a style sheet', () => {
  const all = sheets.map((sheet) => withoutComments(read(sheet))).join('\n');
  const told = new Set(Array.from(all.matchAll(/(?<![\w-])(--[\w-]+)\s*:/g), ([, name]) => name));
  const idle = [...told].filter((name) => !all.includes(`var(${name}`));
  expect(idle).toEqual([]);
});

it('every drawing is shown somewhere', () => {
  const drawings = read('ui/icon.tsx').split('satisfies')[0] ?? '';
  const names = Array.from(drawings.matchAll(/^ {2}(\w+): [(<]/gm), ([, name]) => name ?? '');
  const text = codes
    .filter((code) => code !== join('ui', 'icon.tsx'))
    .map(read)
    .join('\n');
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !new RegExp(`['"]${name}['"]`).test(text))).toEqual([]);
});
