import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, expect, it } from 'vitest';

import { silentLog } from '../../../electron/base/log.ts';
import { Archive } from '../../../electron/helpers/history/archive.ts';
import { createOpenKeptArchive } from '../../../electron/keeper/kept-archive.ts';
import { eventually } from '../../support/eventually.ts';
import { KeptClients } from '../../support/kept-clients.ts';
import { archived, everything } from '../../fakes/archived.ts';
import { PanelBench } from './panel-under-test.ts';

const bench = new PanelBench();
const kept = new KeptClients();

afterEach(async () => {
  await bench.close();
  await kept.close();
});

it('lists, shows and deletes what has left the list, without a secret in it', async () => {
  const { command, codex, panel, deps } = await bench.panel();
  await command('credentials.set', { id: 'openai', secret: 'sk-very-secret-0123456789' });
  const spawned = await command('helpers.spawn', {
    templateId: 'codex-5.5',
    prompt: 'Use sk-very-secret-0123456789 well',
  });
  if (!spawned.ok) throw new Error('not accepted');
  const { id } = spawned.value;
  await eventually(() => expect(codex.runs).toHaveLength(1));
  codex.run(0).begin().write('done').complete();
  await eventually(() => expect(panel.state().helpers[0]?.state.phase).toBe('completed'));
  await command('helpers.remove', { id });
  await eventually(async () => {
    const found = await command('history.list', everything({ text: 'well' }));
    expect(found).toMatchObject({ value: { total: 1, rows: [{ id, templateId: 'codex-5.5' }] } });
  });
  expect(await command('history.read', { id })).toMatchObject({ value: { output: 'done' } });
  const folder = deps.paths.archive;
  for (const name of await readdir(folder)) {
    expect(await readFile(join(folder, name), 'utf8')).not.toContain('sk-very-secret');
  }
  expect(await command('history.remove', { id })).toEqual({ ok: true, value: null });
  expect(await command('history.read', { id })).toMatchObject({ failure: { kind: 'unknown-id' } });
  expect(await command('history.remove', { id })).toMatchObject({
    failure: { kind: 'unknown-id' },
  });
  const { after: _after, limit: _limit, ...filter } = everything();
  expect(await command('history.clear', filter)).toEqual({ ok: true, value: { count: 0 } });
});

it('keeps none once the setting says so', async () => {
  const { command, deps } = await bench.panel();
  const before = new Archive({
    folder: deps.paths.archive,
    most: () => 9,
    log: silentLog,
    redact: (text) => text,
  });
  await before.append([archived('a'), archived('b')]);
  expect(await command('history.list', everything())).toMatchObject({ value: { total: 2 } });
  await command('settings.set', { key: 'history.archive', value: 0 });
  await eventually(async () => expect(await readdir(deps.paths.archive)).toEqual([]));
});

it('is read and written by a thread of its own, which another takes the place of', async () => {
  const folder = await kept.folder();
  const keepers = await kept.keepers();
  keepers.know('very-secret-value');
  const taken: { giveUp(): Promise<void> }[] = [];
  const open = createOpenKeptArchive({
    take: (answers, onNews) => {
      const keeper = keepers.take(answers, onNews);
      taken.push(keeper);
      return keeper;
    },
  });
  const archive = open({ folder, most: () => 10 });
  await archive.append([archived('a', { prompt: 'Say very-secret-value' }), archived('b')]);
  expect((await archive.list(everything())).total).toBe(2);
  expect((await archive.read('a'))?.view.prompt).not.toContain('very-secret-value');
  await taken[0]?.giveUp();
  expect(await archive.remove(['b'])).toBe(1);
  expect(await archive.clear(everything({ text: 'nothing' }))).toBe(0);
  expect((await archive.list(everything())).rows.map(({ id }) => id)).toEqual(['a']);
  expect(taken).toHaveLength(2);
});
