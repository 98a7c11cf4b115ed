import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLog } from '../../../electron/base/log.ts';
import { deferred } from '../../../electron/base/promises.ts';
import { Archive } from '../../../electron/helpers/history/archive.ts';
import type { RetirementDeps } from '../../../electron/helpers/retirement.ts';
import { everything } from '../../fakes/archived.ts';
import { refuse, running } from '../../fakes/fleet-steps.ts';
import { openFleet, type FleetUnderTest } from '../../fakes/fleet-under-test.ts';
import { seen } from '../../fakes/seen.ts';

let base: string;
let archive: Archive;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'bulkhead-retirement-'));
  archive = new Archive({
    folder: join(base, 'archive'),
    most: () => 100,
    log: silentLog,
    redact: (text) => text,
  });
});

afterEach(() => rm(base, { recursive: true, force: true }));

const completed = async (under: FleetUnderTest, prompt: string): Promise<string> => {
  const at = under.codex.runs.length;
  const id = await under.spawn(prompt);
  await seen(() => under.codex.runs.length > at);
  under.codex.run(at).begin().write('done').complete();
  await seen(() => under.view(id).state.phase === 'completed');
  return id;
};

const records = (): Promise<readonly string[]> => readdir(join(base, 'bulkhead', 'helpers'));

const kept = async (): Promise<readonly string[]> =>
  (await archive.list(everything())).rows.map(({ id }) => id);

describe('a helper that leaves the list', () => {
  it('is in the archive, with its output, and its record is gone', async () => {
    const under = await openFleet({ archive }, base);
    const id = await completed(under, 'Say hello');
    expect(await under.fleet.remove(id)).toMatchObject({ ok: true });
    await under.fleet.close();
    expect(await records()).toEqual([]);
    expect(await archive.read(id)).toMatchObject({
      view: { prompt: 'Say hello', state: { phase: 'completed' } },
      output: 'done',
    });
  });

  it('is kept as failed with what it waited for, when it waited for a sign-in', async () => {
    const under = await openFleet({ archive }, base);
    const id = await running(under, 'go');
    await refuse(under, [id]);
    await under.fleet.remove(id);
    await under.fleet.close();
    expect((await archive.read(id))?.view).toMatchObject({
      state: { phase: 'failed', failure: { kind: 'unauthorized' } },
      pid: null,
    });
  });

  it('goes there as well when others end after it', async () => {
    const retention = () => ({ most: 2, days: 0 });
    const under = await openFleet({ archive, retention }, base);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await completed(under, `Prompt ${n}`));
    await under.fleet.close();
    expect([...(await kept())].sort()).toEqual(ids.slice(0, 3));
    expect([...(await records())].sort()).toEqual(ids.slice(3).map((id) => `${id}.json`));
  });

  it('keeps its record until its line is written, and is in the list when it never is', async () => {
    const broken: RetirementDeps['archive'] = {
      append: () => Promise.reject(new Error('ENOSPC')),
      remove: () => Promise.resolve(0),
    };
    const under = await openFleet({ archive: broken }, base);
    const id = await completed(under, 'go');
    await under.fleet.remove(id);
    await seen(() => under.notices.length > 0);
    expect(under.notices.map((one) => one.id)).toEqual(['history-not-saved']);
    await under.fleet.close();
    expect(await records()).toEqual([`${id}.json`]);
    const later = await openFleet({ archive }, base);
    expect(later.view(id).state.phase).toBe('completed');
    await later.fleet.close();
  });

  it('is written with the next one when there is room again, and that is said', async () => {
    let isFull = true;
    const sometimes: RetirementDeps['archive'] = {
      append: (helpers) => (isFull ? Promise.reject(new Error('ENOSPC')) : archive.append(helpers)),
      remove: (ids) => archive.remove(ids),
    };
    const under = await openFleet({ archive: sometimes }, base);
    const [first, second] = [await completed(under, 'a'), await completed(under, 'b')];
    await under.fleet.remove(first);
    await seen(() => under.notices.length === 1);
    isFull = false;
    await under.fleet.remove(second);
    await seen(() => under.notices.length === 0);
    await under.fleet.close();
    expect([...(await kept())].sort()).toEqual([first, second]);
    expect(await records()).toEqual([]);
  });

  it('is out of the archive when it is put back, also while it is being written', async () => {
    const gate = deferred<null>();
    let appended = 0;
    const slow: RetirementDeps['archive'] = {
      append: async (helpers) => {
        appended += 1;
        if (appended === 1) await gate.promise;
        await archive.append(helpers);
      },
      remove: (ids) => archive.remove(ids),
    };
    const under = await openFleet({ archive: slow }, base);
    const id = await completed(under, 'go');
    await under.fleet.remove(id);
    await seen(() => appended === 1);
    expect(under.fleet.restore(id)).toMatchObject({ ok: true });
    gate.resolve(null);
    await expect.poll(kept).toEqual([]);
    await under.fleet.remove(id);
    await expect.poll(kept).toEqual([id]);
    expect(under.fleet.restore(id)).toMatchObject({ ok: true });
    await expect.poll(kept).toEqual([]);
    await under.fleet.close();
    expect(await records()).toEqual([`${id}.json`]);
    const file = join(base, 'bulkhead', 'helpers', `${id}.json`);
    expect(await readFile(file, 'utf8')).toContain('"prompt":"go"');
  });
});
