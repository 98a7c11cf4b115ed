import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

import ts from 'typescript';
import { expect, it } from 'vitest';

import { projectRoot } from '../../build/electron/pinned.mjs';

/** What must be evaluated before this file is: types and `import()` are not. */
const evaluatedBefore = (file: string): readonly string[] => {
  const text = ts.transpile(readFileSync(join(projectRoot, file), 'utf8'), {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ESNext,
    verbatimModuleSyntax: true,
  });
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  return source.statements.flatMap((one) => {
    if (!ts.isImportDeclaration(one) && !ts.isExportDeclaration(one)) return [];
    const from = one.moduleSpecifier;
    if (from === undefined || !ts.isStringLiteral(from)) return [];
    return [from.text.startsWith('.') ? normalize(join(dirname(file), from.text)) : from.text];
  });
};

const allBefore = (entry: string): ReadonlySet<string> => {
  const found = new Set([entry]);
  for (const file of found) {
    if (!/\.tsx?$/.test(file)) continue;
    for (const one of evaluatedBefore(file)) found.add(one);
  }
  return found;
};

it('lets Electron get ready before the parts of the app and their libraries are evaluated', () => {
  const all = [...allBefore('electron/main.ts')];
  expect(all).toContain('electron/shell/mishaps.ts');
  const ours = /^(electron\/(main\.ts|base\/|shell\/)|shared\/|package\.json$)/;
  const libraries = all.filter((one) => !ours.test(one) && !one.startsWith('node:'));
  expect(libraries.sort()).toEqual(['electron', 'valibot']);
  expect(all.filter((one) => one.startsWith('electron/shell/')).length).toBeLessThan(8);
});

it('would notice a part that is evaluated with it', () => {
  expect(evaluatedBefore('electron/shell/open-app.ts')).toContain('electron/panel/modes.ts');
});
