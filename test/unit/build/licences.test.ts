import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as v from 'valibot';
import { expect, it } from 'vitest';

import { pinnedElectron, projectRoot } from '../../../build/electron/pinned.mjs';
import {
  bundledLicences,
  packageFolder,
  writeLicenceList,
} from '../../../build/package/licences.mjs';

it.each([
  ['../../electron/main.ts', null],
  ['../../node_modules/react/index.js', 'react'],
  ['../node_modules/@base-ui/react/esm/a.js', '@base-ui/react'],
  ['../node_modules/a/node_modules/@b/c/d.js', 'a/node_modules/@b/c'],
])('of %s the package is %s', (source, folder) => {
  expect(packageFolder(source)).toBe(folder);
});

it('names what was bundled and only that, each with its text', async () => {
  const out = await mkdtemp(join(tmpdir(), 'licences-'));
  try {
    await expect(bundledLicences(out)).rejects.toThrow('no build');
    const sources = ['../node_modules/react/index.js', '../node_modules/ws/lib/x.js', '../a.ts'];
    await writeFile(join(out, 'main.js.map'), JSON.stringify({ sources }));
    const found = await bundledLicences(out);
    expect(found.map(({ name, licence }) => [name, licence])).toEqual([
      ['@fontsource-variable/inter', 'OFL-1.1'],
      ['react', 'MIT'],
      ['ws', 'MIT'],
    ]);
    for (const { text } of found) expect(text).toMatch(/copyright/i);
  } finally {
    await rm(out, { recursive: true });
  }
});

it('lists ours and Electron’s before what was bundled, for app and command line to read', async () => {
  const out = await mkdtemp(join(tmpdir(), 'licence-list-'));
  try {
    const sources = ['../node_modules/ws/lib/x.js'];
    await writeFile(join(out, 'main.js.map'), JSON.stringify({ sources }));
    const file = join(out, 'licences.json');
    await writeLicenceList(file, out);
    const list = v.parse(
      v.array(v.object({ name: v.string(), version: v.string(), text: v.string() })),
      JSON.parse(await readFile(file, 'utf8')),
    );
    expect(list.map(({ name }) => name)).toEqual([
      'Bulkhead',
      'Electron',
      '@fontsource-variable/inter',
      'ws',
    ]);
    expect(list[0]?.text).toBe(await readFile(join(projectRoot, 'LICENSE'), 'utf8'));
    expect(list[1]?.version).toBe(pinnedElectron);
  } finally {
    await rm(out, { recursive: true });
  }
});
