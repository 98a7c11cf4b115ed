import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

import { describe, expect, it } from 'vitest';

import { boundaryViolations } from '../../build/boundaries/boundary-violations.mjs';
import { importGraph } from '../../build/boundaries/import-graph.mjs';
import { projectRoot } from '../../build/electron/pinned.mjs';

const folders = ['electron', 'renderer', 'shared'];

/** Writes a small tree and says which walls it breaks. */
const violationsIn = async (
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> => {
  const root = await mkdtemp(join(process.env.TMPDIR ?? '', 'tree-'));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return boundaryViolations(importGraph(root, folders));
};

const link = { 'electron/gateway/link.ts': 'export type Link = 1; export const link = 1;\n' };

/** Every way to name a module, which is `path` from where it is written. */
const formsTo = (path: string) =>
  [
    ['import', `import { link } from '${path}';`],
    ['import for its effect', `import '${path}';`],
    ['import type', `import type { Link } from '${path}';`],
    ['import of an inline type', `import { type Link } from '${path}';`],
    ['type import', `export const x = 1 as unknown as import('${path}').Link;`],
    ['export from', `export { link } from '${path}';`],
    ['export type from', `export type { Link } from '${path}';`],
    ['export star', `export * from '${path}';`],
    ['dynamic import', `export const x = () => import('${path}');`],
    ['require', `const x = require('${path}');`],
    ['require.resolve', `const x = require.resolve('${path}');`],
    ['import = require', `import x = require('${path}');`],
    ['import without an extension', `import { link } from '${path.slice(0, -3)}';`],
  ] as const;

const forms = formsTo('../gateway/link.ts');

/** Who may not reach what: the wall, a file behind it, and a file beyond. */
const planted = [
  ['base stands on nothing of ours but shared', 'electron/base/a.ts', 'electron/ports/link.ts'],
  ['base stands on nothing of ours but shared', 'electron/base/a.ts', 'electron/panel/link.ts'],
  ['base stands on nothing of ours but shared', 'electron/base/a.ts', 'renderer/link.ts'],
  ['a port names base and shared alone', 'electron/ports/a.ts', 'electron/panel/link.ts'],
  ['a port names base and shared alone', 'electron/ports/a.ts', 'electron/helpers/link.ts'],
  ['credentials know no helper', 'electron/credentials/a.ts', 'electron/helpers/link.ts'],
  ['credentials know no helper', 'electron/credentials/keys/a.ts', 'electron/helpers/link.ts'],
  ['the command line knows no helper', 'electron/control/a.ts', 'electron/helpers/link.ts'],
  ['the command line knows no helper', 'electron/control/a.ts', 'electron/helpers/history/link.ts'],
  ['nothing that ships imports a test', 'electron/main.ts', 'test/fakes/link.ts'],
  ['nothing that ships imports a test', 'electron/practice/a.ts', 'test/fakes/link.ts'],
  ['nothing that ships imports a test', 'renderer/a.ts', 'test/fakes/link.ts'],
  ['nothing that ships imports a test', 'shared/a.ts', 'test/fakes/link.ts'],
] as const;

const pathFrom = (file: string, target: string): string => {
  const path = relative(dirname(file), target);
  return path.startsWith('.') ? path : `./${path}`;
};

describe('the walls between the parts', () => {
  it('stand in the real tree', { timeout: 60_000 }, () => {
    const graph = importGraph(projectRoot, folders);
    expect(graph.size).toBeGreaterThan(50);
    expect(boundaryViolations(graph)).toEqual([]);
  });

  it.each(forms)('notice a helper that reaches the gateway by %s', async (_form, text) => {
    for (const folder of ['codex', 'helpers', 'gateway-helpers']) {
      const file = `electron/${folder}/planted.ts`;
      expect(await violationsIn({ ...link, [file]: text })).toEqual([
        `no door from a helper to the gateway: ${file} -> electron/gateway/link.ts`,
      ]);
    }
  });

  it.each(forms)('notice it through a neutral file, by %s', async (_form, text) => {
    const files = {
      ...link,
      'electron/neutral/one.ts': text,
      'electron/helpers/planted.ts': `import type { Two } from '../neutral/two.ts';`,
      'electron/neutral/two.ts': `export * from './one.ts';`,
    };
    expect(await violationsIn(files)).toEqual([
      'no door from a helper to the gateway: electron/helpers/planted.ts -> ' +
        'electron/neutral/two.ts -> electron/neutral/one.ts -> electron/gateway/link.ts',
    ]);
  });

  it.each(planted)('%s: %s to %s', async (wall, file, target) => {
    const beyond = { [target]: 'export type Link = 1; export const link = 1;\n' };
    for (const [form, text] of formsTo(pathFrom(file, target))) {
      const found = await violationsIn({ ...beyond, [file]: text });
      expect(found, form).toContain(`${wall}: ${file} -> ${target}`);
    }
    const neutral = `shared/neutral.ts`;
    const found = await violationsIn({
      ...beyond,
      [file]: `import type { Link } from '${pathFrom(file, neutral)}';`,
      [neutral]: `export * from '${pathFrom(neutral, target)}';`,
    });
    expect(found).toContain(`${wall}: ${file} -> ${neutral} -> ${target}`);
  });

  it('let base know shared, the package and libraries, and ports know base', async () => {
    const files = {
      'package.json': '{"version":"1.0.0"}',
      'shared/failure.ts': 'export const failure = 1;',
      'electron/base/a.ts': `import { version } from '../../package.json';
        import { failure } from '../../shared/failure.ts'; import './b.ts'; import 'valibot';`,
      'electron/base/b.ts': `import { join } from 'node:path';`,
      'electron/ports/a.ts': `import '../base/a.ts'; import './b.ts'; import 'valibot';`,
      'electron/ports/b.ts': 'export const b = 1;',
    };
    expect(await violationsIn(files)).toEqual([]);
  });

  it('refuse an import that is computed where a helper runs', async () => {
    const files = { 'electron/helpers/a.ts': `export const x = (y: string) => import(y);` };
    expect(await violationsIn(files)).toContain(
      'no door from a helper to the gateway: electron/helpers/a.ts -> <computed>',
    );
  });

  it.each([
    ['a computed import', `export const x = (y: string) => import(y);`],
    [
      'a loader of its own',
      `import { createRequire } from 'node:module';
       const load = createRequire(import.meta.url); load('electron');`,
    ],
    [
      'a loader under another name',
      `import { createRequire as make } from 'node:module';
       const x = make(import.meta.url)('electron');`,
    ],
    [
      'a loader out of its module',
      `import * as modules from 'node:module'; modules.createRequire(import.meta.url)('electron');`,
    ],
    ['a loader named by a text', `const x = modules['createRequire'](import.meta.url);`],
    ['require under another name', `const load = require; load('electron');`],
    ['require handed on', `[require].map((load) => load('electron'));`],
    ['the require of a module', `process.mainModule?.require(name);`],
    ['a built-in module', `process.getBuiltinModule(name);`],
  ])('let nothing hide what the core loads: %s', async (_form, text) => {
    for (const file of ['electron/panel.ts', 'renderer/app.tsx', 'shared/state.ts']) {
      expect(await violationsIn({ [file]: text })).not.toEqual([]);
    }
    expect(await violationsIn({ 'electron/main.ts': text })).toEqual([]);
    expect(await violationsIn({ 'electron/helpers/a.ts': text })).not.toEqual([]);
  });

  it('let the gateway and the panel know each other, and helpers know the wire', async () => {
    const files = {
      ...link,
      'electron/panel.ts': `import '../electron/gateway/link.ts'; import './helpers/a.ts';`,
      'electron/helpers/a.ts': `import '../wire/session.ts'; // from '../gateway/link.ts'`,
      'electron/wire/session.ts': `export const text = "import '../gateway/link.ts'";`,
    };
    expect(await violationsIn(files)).toEqual([]);
  });

  it.each([
    `import { app } from 'electron';`,
    `import type { App } from 'electron';`,
    `import { app } from 'electron/main';`,
    `export * from 'electron';`,
    `const x = () => import('electron');`,
    `const x = require('electron');`,
    `import Store from 'electron-store';`,
  ])('keep Electron out of the core: %s', async (text) => {
    for (const file of ['electron/panel.ts', 'renderer/app.tsx', 'shared/state.ts']) {
      expect(await violationsIn({ [file]: text })).toHaveLength(1);
    }
    for (const file of ['electron/main.ts', 'electron/preload.ts', 'electron/shell/tray.ts']) {
      expect(await violationsIn({ [file]: text })).toEqual([]);
    }
  });

  it('notice a core file that borrows Electron from an edge', async () => {
    const files = {
      'electron/shell/tray.ts': `import { Tray } from 'electron'; export type T = Tray;`,
      'electron/panel.ts': `import type { T } from './shell/tray.ts';`,
    };
    expect(await violationsIn(files)).toEqual([
      'Electron only at the edges: electron/panel.ts -> electron/shell/tray.ts -> electron',
    ]);
  });
});
