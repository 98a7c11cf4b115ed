import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { FolderLooks } from '../../../electron/base/folder-look.ts';
import { eventually } from '../../support/eventually.ts';
import { PanelBench } from './panel-under-test.ts';

const bench = new PanelBench();
const templateId = 'codex-5.5';
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'silent-folders-')));
  await mkdir(join(root, 'work'));
});

afterEach(async () => {
  await bench.close();
  await rm(root, { recursive: true, force: true });
});

/** Hangs at every path below `/away`, as a share does that is not there. */
const awayLooks = (): FolderLooks => {
  const hang = 'case "$1" in /away*) sleep 60;; esac';
  return new FolderLooks({
    limitMs: 1_000,
    scripts: {
      folder: `${hang}\n[ -d "$1" ] || exit 3\ncd -P -- "$1" && pwd -P`,
      places: `for one do printf 'e%s\\0' "$one"; done`,
    },
  });
};

it('a folder that hangs, however often it is asked for, stops no helper, no key and no quit', async () => {
  const under = await bench.panel({ looks: awayLooks() });
  const cwds = Array.from({ length: 6 }, (_, n) => `/away/${n}`);
  const preflights = cwds.map((cwd) => under.command('helpers.preflight', { templateId, cwd }));
  const spawns = cwds.map((cwd) =>
    under.command('helpers.spawn', { templateId, prompt: 'go', cwd }),
  );
  expect(await under.command('credentials.set', { id: 'openai', secret: 'key-1' })).toMatchObject({
    ok: true,
  });
  const good = under.command('helpers.spawn', {
    templateId,
    prompt: 'good',
    cwd: join(root, 'work'),
  });
  expect(await good).toMatchObject({ ok: true });
  await eventually(() => expect(under.codex.runs).toHaveLength(1));
  for (const reply of await Promise.all(preflights)) {
    expect(reply.ok && reply.value.findings).toContainEqual({ kind: 'folder-slow' });
  }
  for (const [n, reply] of (await Promise.all(spawns)).entries()) {
    const what = `the folder /away/${n} does not answer`;
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'misconfigured', what } });
  }
  expect(await under.command('helpers.preflight', { templateId, cwd: '/away/0' })).toMatchObject({
    value: { findings: [{ kind: 'will-fail', failure: { folder: '/away/0' } }] },
  });
  expect(await under.command('app.choose-folder', { from: '/away/9' })).toMatchObject({ ok: true });
  await under.panel.close();
});
