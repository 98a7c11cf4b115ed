import {
  appendFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { silentLog } from '../../../../electron/base/log.ts';
import { Archive, type ArchiveDeps } from '../../../../electron/helpers/history/archive.ts';
import { archiveFiles } from '../../../../electron/helpers/history/archive-files.ts';
import { failure } from '../../../../shared/failure.ts';
import type { HistoryQuery } from '../../../../shared/history.ts';
import { archived, everything } from '../../../fakes/archived.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-archive-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (patch: Partial<ArchiveDeps> = {}): Archive =>
  new Archive({ folder, most: () => 10_000, log: silentLog, redact: (text) => text, ...patch });

const idsIn = async (archive: Archive, query: Partial<HistoryQuery> = {}) =>
  (await archive.list(everything(query))).rows.map(({ id }) => id);

const named = (count: number, from = 0) =>
  Array.from({ length: count }, (_one, n) => archived(`h-${from + n}`, { endedAt: from + n }));

const onDisk = async (): Promise<string> => {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.join('');
};

const first = () => join(folder, 'ended-00000001.jsonl');

describe('the archive of ended helpers', () => {
  it('keeps them for a later run, the newest first, for the owner alone', async () => {
    await open().append(named(3));
    const later = open();
    expect(await idsIn(later)).toEqual(['h-2', 'h-1', 'h-0']);
    expect(await later.read('h-1')).toEqual(archived('h-1', { endedAt: 1 }));
    expect(await later.read('h-9')).toBeNull();
    expect((await stat(first())).mode & 0o777).toBe(0o600);
  });

  it('answers in pages, and tells how many there are', async () => {
    const archive = open();
    await archive.append(named(10));
    const page = await archive.list(everything({ after: 4, limit: 3 }));
    expect(page.rows.map(({ id }) => id)).toEqual(['h-5', 'h-4', 'h-3']);
    expect(page.total).toBe(10);
  });

  it('finds by words, template, cause, state and time', async () => {
    const archive = open();
    const refused = failure({ kind: 'quota', provider: 'OpenAI' });
    await archive.append([
      archived('a', { prompt: 'Review the LOCKS of this repo', endedAt: 100 }),
      archived('b', { state: { phase: 'failed', failure: refused }, endedAt: 200 }),
      archived('c', { state: { phase: 'cancelled' }, templateId: 'own', endedAt: 300 }),
    ]);
    expect(await idsIn(archive, { text: 'repo  locks' })).toEqual(['a']);
    expect(await idsIn(archive, { text: 'repo nothing' })).toEqual([]);
    expect(await idsIn(archive, { text: 'quota' })).toEqual(['b']);
    expect(await idsIn(archive, { cause: 'quota' })).toEqual(['b']);
    expect(await idsIn(archive, { template: 'own' })).toEqual(['c']);
    expect(await idsIn(archive, { state: 'completed' })).toEqual(['a']);
    expect(await idsIn(archive, { from: 200, to: 300 })).toEqual(['b']);
    expect((await archive.list(everything({ limit: 1 }))).facets).toMatchObject({
      causes: [{ kind: 'quota', count: 1 }],
      states: { completed: 1, failed: 1, cancelled: 1 },
    });
  });

  it('shows of two lines with one id the later, in this run and the next', async () => {
    const archive = open();
    await archive.append([archived('h', { name: 'before' }), archived('i')]);
    await archive.append([archived('h', { name: 'after' })]);
    for (const one of [archive, open()]) {
      expect((await one.list(everything())).total).toBe(2);
      expect((await one.read('h'))?.view.name).toBe('after');
    }
  });

  it('sets a torn last line aside, and writes on behind what is whole', async () => {
    await open().append(named(3));
    const { size } = await stat(first());
    await truncate(first(), size - 20);
    const later = open();
    const { rows, aside } = await later.list(everything());
    expect(rows.map(({ id }) => id)).toEqual(['h-1', 'h-0']);
    expect(aside).toEqual([`${first()}.broken`]);
    expect(await readFile(`${first()}.broken`, 'utf8')).toContain('"id":"h-2"');
    await later.append(named(1, 5));
    const { rows: all, aside: none } = await open().list(everything());
    expect(all.map(({ id }) => id)).toEqual(['h-5', 'h-1', 'h-0']);
    expect(none).toEqual([]);
  });

  it('sets lines aside that are no records, and keeps those around them', async () => {
    await open().append(named(1));
    await appendFile(first(), 'no record\n{"v":2}\n');
    await appendFile(first(), `${JSON.stringify(archived('last', { endedAt: 9 }))}\n`);
    expect(await idsIn(open())).toEqual(['last', 'h-0']);
    expect(await readFile(`${first()}.broken`, 'utf8')).toBe('no record\n{"v":2}\n');
    expect(await readFile(first(), 'utf8')).not.toContain('no record');
  });

  it('sets aside what is no file to read', async () => {
    await open().append(named(1));
    await rm(first());
    await writeFile(`${first()}.target`, '');
    await symlink(`${first()}.target`, first());
    const archive = open();
    expect((await archive.list(everything())).aside).toEqual([`${first()}.broken`]);
    await archive.append(named(1, 7));
    expect(await idsIn(archive)).toEqual(['h-7']);
  });

  it('is whole whatever a failed write leaves behind, and takes it when there is room again', async () => {
    await open().append(named(1));
    const before = await readFile(first(), 'utf8');
    const full = open({
      files: {
        ...archiveFiles,
        write: async (file, at, content) => {
          // As a full disk does it: some bytes are there, and then no more.
          await archiveFiles.write(file, at, content.subarray(0, 30));
          throw new Error('ENOSPC');
        },
      },
    });
    await expect(full.append(named(1, 1))).rejects.toThrow('ENOSPC');
    expect(await idsIn(full)).toEqual(['h-0']);
    expect((await readFile(first(), 'utf8')).startsWith(before)).toBe(true);
    const later = open();
    await later.append(named(1, 1));
    expect(await idsIn(later)).toEqual(['h-1', 'h-0']);
    expect(await idsIn(open())).toEqual(['h-1', 'h-0']);
  });

  it('deletes one, or all that is found, from the disk as well', async () => {
    const archive = open({ segmentBytes: 2_500 });
    await archive.append([...named(6), archived('h-0', { name: 'again', endedAt: 9 })]);
    expect((await readdir(folder)).length).toBeGreaterThan(2);
    expect(await archive.remove(['h-0', 'unknown'])).toBe(1);
    expect(await onDisk()).not.toContain('"id":"h-0"');
    expect(await archive.clear(everything({ from: 3 }))).toBe(3);
    expect(await idsIn(archive)).toEqual(['h-2', 'h-1']);
    expect((await archive.read('h-2'))?.output).toBe('Output of h-2');
    expect(await idsIn(open())).toEqual(['h-2', 'h-1']);
    expect(await archive.clear(everything())).toBe(2);
    expect(await onDisk()).toBe('');
  });

  it('keeps the newest of a number, and none when that is 0', async () => {
    let most = 3;
    const archive = open({ most: () => most, segmentBytes: 2_500 });
    for (let n = 0; n < 6; n += 1) await archive.append(named(1, n));
    expect(await idsIn(archive)).toEqual(['h-5', 'h-4', 'h-3']);
    expect(await idsIn(open({ most: () => most }))).toEqual(['h-5', 'h-4', 'h-3']);
    most = 0;
    await archive.append(named(1, 9));
    expect(await idsIn(archive)).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('keeps to its bytes, the oldest files go', async () => {
    const archive = open({ segmentBytes: 2_500, mostBytes: 10_000 });
    await archive.append(named(40));
    const names = await readdir(folder);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(folder, name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(10_000);
    const ids = await idsIn(archive);
    expect(ids[0]).toBe('h-39');
    expect(ids.length).toBeLessThan(15);
    expect(await idsIn(open())).toEqual(ids);
  });

  it('takes ten thousand, asked by several at once', { timeout: 60_000 }, async () => {
    const archive = open();
    const all = named(10_000);
    await Promise.all([archive.append(all.slice(0, 5_000)), archive.append(all.slice(5_000))]);
    const later = open();
    const [page, removed, after] = await Promise.all([
      later.list(everything({ text: 'h-77' })),
      later.remove(['h-77']),
      later.list(everything({ after: 9_990 })),
    ]);
    expect(page.total).toBe(111);
    expect(removed).toBe(1);
    expect(after.total).toBe(9_999);
    expect(after.rows).toHaveLength(9);
  });
});
