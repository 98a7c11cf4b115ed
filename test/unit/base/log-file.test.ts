import { mkdtemp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createFileLog } from '../../../electron/base/log-file.ts';
import { createRedactor } from '../../../electron/base/redact.ts';
import { eventually } from '../../support/eventually.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-log-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const lines = async (): Promise<unknown[]> =>
  (await readFile(join(folder, 'bulkhead.log'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

it('writes one JSON line per entry, without secrets and readable by its owner only', async () => {
  const redactor = createRedactor();
  redactor.know('canary-secret-1');
  const log = createFileLog(folder, redactor, () => Date.UTC(2026, 10, 23));
  log.info('started %s', { pid: 7 });
  log.error('refused canary-secret-1', { apiKey: 'x', body: 'canary-secret-1 %c' });
  await eventually(async () => {
    expect(await lines()).toEqual([
      { at: '2026-11-23T00:00:00.000Z', level: 'info', event: 'started %s', data: { pid: 7 } },
      {
        at: '2026-11-23T00:00:00.000Z',
        level: 'error',
        event: 'refused [removed]',
        data: { apiKey: '[removed]', body: '[removed] %c' },
      },
    ]);
  });
  expect((await stat(join(folder, 'bulkhead.log'))).mode & 0o777).toBe(0o600);
});

it('begins a new file when the old one is full, and keeps the old one beside it', async () => {
  await writeFile(join(folder, 'bulkhead.log'), `${'x'.repeat(4 * 1024 * 1024 + 1)}\n`);
  createFileLog(folder, createRedactor(), () => 0).info('fresh');
  await eventually(async () => {
    expect((await readdir(folder)).sort()).toEqual(['bulkhead.log', 'bulkhead.old.log']);
    expect(await lines()).toHaveLength(1);
  });
});

it('never throws and prints nothing when its file cannot be written', async () => {
  const print = [vi.spyOn(console, 'error'), vi.spyOn(process.stderr, 'write')];
  await mkdir(join(folder, 'bulkhead.log'));
  const log = createFileLog(folder, createRedactor(), () => 0);
  for (let at = 0; at < 5; at += 1) log.warn('lost', { at });
  const nowhere = createFileLog('/dev/null/folder', createRedactor(), () => 0);
  nowhere.error('lost');
  log.info('bad clock');
  createFileLog(folder, createRedactor(), () => Number.NaN).info('bad clock');
  for (const printed of print) {
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  }
});
