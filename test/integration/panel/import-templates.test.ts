import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { builtInTemplate } from '../../../shared/settings.ts';
import { PanelBench, scriptedDesktop } from './panel-under-test.ts';

const bench = new PanelBench();
afterEach(() => bench.close());

describe('an import of templates', () => {
  it('adds beside those that are there, and replaces none', async () => {
    const { panel } = await bench.panel();
    const text = JSON.stringify({ v: 1, templates: [{ ...builtInTemplate, model: 'other' }] });
    const seen = await panel.dispatch('templates.read', { text }, 'window');
    expect(seen).toMatchObject({ ok: true, value: { templates: [{ renamedFrom: 'Codex 5.5' }] } });
    expect(panel.state().templates).toEqual([builtInTemplate]);
    const reply = await panel.dispatch('templates.import', { text }, 'window');
    expect(reply).toMatchObject({ ok: true, value: { ids: ['codex-5.5-2'] } });
    expect(panel.state().templates).toMatchObject([
      builtInTemplate,
      { id: 'codex-5.5-2', name: 'Codex 5.5 (2)', model: 'other' },
    ]);
  });

  it('takes none of them when one does not fit', async () => {
    const { panel } = await bench.panel();
    const text = JSON.stringify([{ ...builtInTemplate, name: 'A' }, { name: 'B' }], null, 2);
    expect(await panel.dispatch('templates.import', { text }, 'window')).toMatchObject({
      ok: false,
      failure: { kind: 'invalid-input', what: expect.stringMatching(/^line \d+: /) as unknown },
    });
    expect(panel.state().templates).toEqual([builtInTemplate]);
  });
});

describe('files of templates', () => {
  const openOn = async (path: string | null) => {
    const asked: string[] = [];
    const desktop = {
      ...scriptedDesktop,
      chooseFile: () => Promise.resolve(path),
      chooseNewFile: (title: string, name: string) => {
        asked.push(`${title}: ${name}`);
        return Promise.resolve(path);
      },
    };
    return { ...(await bench.panel({ desktop })), asked };
  };

  it('are written where the person says, never over another, and read again', async () => {
    const path = join(await bench.folder(), 'mine.json');
    const { command, asked } = await openOn(path);
    const kept = await command('templates.export', { ids: [builtInTemplate.id] });
    expect(kept).toEqual({ ok: true, value: { path } });
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      v: 1,
      templates: [builtInTemplate],
    });
    expect(await command('templates.export', { ids: [] })).toMatchObject({
      failure: { what: 'there is a file of that name already' },
    });
    expect(asked[0]).toBe('Export templates: codex-5.5.json');
    expect(await command('templates.open', {})).toMatchObject({
      value: { file: 'mine.json', templates: [{ renamedFrom: 'Codex 5.5' }] },
    });
    expect(await command('templates.export', { ids: ['gone'] })).toMatchObject({
      failure: { kind: 'unknown-id' },
    });
  });

  it('are none where the person chose nothing', async () => {
    const { command } = await openOn(null);
    expect(await command('templates.open', {})).toEqual({ ok: true, value: null });
    expect(await command('templates.export', { ids: [] })).toEqual({ ok: true, value: null });
  });

  it.each([
    ['x.json', '[{"name": "A"}]', '“x.json”, line 1: the model is missing'],
    ['gone.json', null, '“gone.json”: it is gone'],
    ['large.json', ' '.repeat(1_000_001), '“large.json”: it is larger than a megabyte'],
  ])('say what is wrong with %s', async (name, content, what) => {
    const path = join(await bench.folder(), name);
    if (content !== null) await writeFile(path, content);
    const { command } = await openOn(path);
    expect(await command('templates.open', {})).toMatchObject({
      failure: { kind: 'invalid-input', what },
    });
  });

  it('are no folders', async () => {
    const path = join(await bench.folder(), 'folder');
    await mkdir(path);
    const { command } = await openOn(path);
    expect(await command('templates.open', {})).toMatchObject({
      failure: { what: '“folder”: it is no regular file' },
    });
  });
});
