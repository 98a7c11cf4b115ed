import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { parseRecord } from '../../../../electron/helpers/history/history-record.ts';
import {
  historyFiles,
  type HistoryFiles,
} from '../../../../electron/helpers/history/history-store.ts';
import { refuse, running } from '../../../fakes/fleet-steps.ts';
import { openFleet, type FleetUnderTest } from '../../../fakes/fleet-under-test.ts';
import { seen } from '../../../fakes/seen.ts';
import { eventually } from '../../../support/eventually.ts';

let base: string;

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'bulkhead-history-'));
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

const recordsIn = (home: string): string => path.join(home, 'helpers');

/** A later run, which knows of what was refused in the one before. */
const reopened = (): Promise<FleetUnderTest> => openFleet({}, base, true);

/** One that waited for a sign-in when the app was quit. */
const quitWhileItWaits = async (): Promise<string> => {
  const first = await openFleet({}, base);
  const id = await running(first, 'go');
  await refuse(first, [id]);
  await first.fleet.close();
  return id;
};

describe('the list of ended helpers', () => {
  it('comes back after a restart with state, cause, prompt and the last of the output', async () => {
    const first = await openFleet({}, base);
    const id = await first.spawn('Say hello');
    await seen(() => first.view(id).state.phase === 'running');
    first.codex.run(0).begin().write('x'.repeat(20_000)).write('hello').complete();
    await seen(() => first.view(id).pid === null && first.view(id).endedAt !== null);
    await first.fleet.close();
    const file = path.join(recordsIn(first.home), `${id}.json`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain('key-1');

    const later = await openFleet({}, base);
    expect(later.view(id)).toMatchObject({
      prompt: 'Say hello',
      state: { phase: 'completed' },
      fromHistory: true,
      outputLength: 20_005,
    });
    const reply = later.fleet.output(id, 0);
    if (!reply.ok) throw new Error('no output');
    expect(reply.value.chunk.from).toBe(20_005 - 16 * 1024);
    expect(reply.value.chunk.text.endsWith('xhello')).toBe(true);
    expect(later.codex.clients).toHaveLength(0);
    await later.fleet.close();
  });

  it('shows what was at work when the app was killed as failed, and restarts nothing', async () => {
    const killed = await openFleet({}, base);
    const id = await killed.spawn('Long work');
    await seen(() => killed.view(id).state.phase === 'running');
    const item = { id: 'i', type: 'command', title: 'make', status: 'completed' } as const;
    killed.codex.run(0).begin().say({ kind: 'item-started', item });
    const file = path.join(recordsIn(killed.home), `${id}.json`);
    let record = '';
    await expect
      .poll(async () => (record = await readFile(file, 'utf8').catch(() => '')))
      .toContain('"toolsRun":1');
    expect(record).toContain('"phase":"running"');
    await killed.fleet.close();
    await writeFile(file, record);

    const later = await openFleet({}, base);
    expect(later.view(id)).toMatchObject({
      state: {
        phase: 'failed',
        failure: { kind: 'exited', detail: 'The app ended while it ran.' },
      },
      pid: null,
      toolsRun: 1,
    });
    await later.clock.advance(60_000);
    expect(later.codex.clients).toHaveLength(0);
    expect(await later.fleet.retry(id)).toMatchObject({ ok: true });
    await seen(() => later.view(id).state.phase === 'running');
    expect(later.codex.run(0).request.prompt).toBe('Long work');
    expect(later.view(id).fromHistory).toBe(false);
    await later.fleet.close();
  });

  it('lets a helper wait still that waited for a sign-in, and go on with that, once', async () => {
    const id = await quitWhileItWaits();
    const later = await reopened();
    expect(later.view(id)).toMatchObject({
      state: {
        phase: 'waiting-for-sign-in',
        failure: { kind: 'unauthorized', generation: 1 },
        processUntil: null,
      },
      pid: null,
      endedAt: null,
      fromHistory: false,
    });
    await later.clock.advance(10_000);
    expect(later.codex.clients).toHaveLength(0);
    later.credentials.give('openai', 'key-2');
    later.fleet.credentialChanged('openai');
    await seen(() => later.view(id).state.phase === 'running');
    expect(later.codex.runs).toHaveLength(1);
    expect(later.codex.run(0).request).toMatchObject({ prompt: 'go', forkBefore: null });
    expect(later.codex.clients[0]?.logins).toEqual([{ secret: 'key-2', generation: 2 }]);
    await later.fleet.close();
  });

  it('asks when its sign-in works already at the start, and sends nothing by itself', async () => {
    const id = await quitWhileItWaits();
    const later = await openFleet({}, base);
    expect(later.view(id).state).toMatchObject({ asks: 'restarted' });
    await later.clock.advance(10_000);
    later.fleet.credentialChanged('openai');
    await later.clock.advance(10_000);
    expect(later.codex.clients).toHaveLength(0);
    expect(await later.fleet.continue(id, 'start-over')).toMatchObject({ ok: true });
    await seen(() => later.view(id).state.phase === 'running');
    expect(later.codex.run(0).request.prompt).toBe('go');
    await later.fleet.close();
  });

  it('waits through as many restarts as there are, and can be left', async () => {
    const id = await quitWhileItWaits();
    for (let n = 0; n < 3; n += 1) {
      const later = await reopened();
      expect(later.view(id).state).toMatchObject({ phase: 'waiting-for-sign-in' });
      await later.fleet.close();
      expect(later.codex.clients).toHaveLength(0);
    }
    const last = await reopened();
    expect(await last.fleet.continue(id, 'leave')).toMatchObject({ ok: true });
    await seen(() => last.view(id).state.phase === 'cancelled');
    await last.fleet.close();
  });

  it('keeps what had been done before one that would ask had to end, also when the app was killed', async () => {
    const first = await openFleet({}, base);
    const id = await first.spawn('go');
    await seen(() => first.codex.runs.length === 1);
    const item = { id: 'i', type: 'command', title: 'make', status: 'completed' } as const;
    first.codex
      .run(0)
      .begin()
      .say({ kind: 'item-started', item }, { kind: 'item-completed', item })
      .refuse(first.clock.now());
    await seen(() => first.view(id).state.phase === 'waiting-for-sign-in');
    const file = path.join(recordsIn(first.home), `${id}.json`);
    let killed = '';
    await expect
      .poll(async () => (killed = await readFile(file, 'utf8')))
      .toContain('"phase":"waiting-for-sign-in"');
    await first.fleet.close();
    for (const [record, words] of [
      [await readFile(file, 'utf8'), 'Bulkhead was started again'],
      [killed, 'Bulkhead was started again'],
    ] as const) {
      await writeFile(file, record);
      const later = await reopened();
      expect(later.view(id)).toMatchObject({
        state: {
          phase: 'waiting-for-sign-in',
          failure: { kind: 'unauthorized' },
          willAsk: true,
          stepsLost: true,
        },
        toolsRun: 1,
        promptsSent: 1,
        prompt: 'go',
      });
      const { timeline } = later.view(id);
      expect(timeline.map(({ text }) => text).join('\n')).toContain('Ran make');
      expect(timeline.at(-1)?.text).toContain(words);
      await later.fleet.close();
    }
  });

  it('waits again when it is started over on the key that was refused before the restart', async () => {
    const id = await quitWhileItWaits();
    const later = await reopened();
    await later.fleet.retry(id);
    await seen(() => later.view(id).state.phase === 'waiting-for-sign-in');
    expect(later.codex.clients).toHaveLength(0);
    later.credentials.give('openai', 'key-2');
    later.fleet.credentialChanged('openai');
    await seen(() => later.view(id).state.phase === 'running');
    await later.fleet.close();
  });

  it('goes on with a full disk, says so, and saves again when there is room', async () => {
    let full = true;
    const files: HistoryFiles = {
      ...historyFiles,
      replace: (file, content) =>
        full
          ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
          : historyFiles.replace(file, content),
    };
    const under = await openFleet({ historyFiles: files }, base);
    const id = await under.spawn('go');
    await seen(() => under.view(id).state.phase === 'running');
    await seen(() => under.notices.length > 0);
    expect(under.notices[0]).toMatchObject({ id: 'helpers-not-saved' });
    expect(under.notices[0]?.text).toContain('disk is full');
    expect(await readdir(recordsIn(under.home))).toEqual([]);
    full = false;
    under.codex.run(0).begin().write('done').complete();
    await seen(() => under.view(id).state.phase === 'completed');
    await under.fleet.close();
    expect(await readdir(recordsIn(under.home))).toEqual([`${id}.json`]);
  });

  it('writes by itself what could not be saved once there is room, and takes its word back', async () => {
    let full = true;
    const files: HistoryFiles = {
      ...historyFiles,
      replace: (file, content) =>
        full
          ? Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' }))
          : historyFiles.replace(file, content),
    };
    const under = await openFleet({ historyFiles: files }, base);
    const ids = [await under.spawn('one'), await under.spawn('two')];
    await seen(() => under.notices.length > 0);
    await under.clock.advance(10_000);
    expect(under.notices).toMatchObject([{ id: 'helpers-not-saved' }]);
    full = false;
    await under.clock.advance(10_000);
    await seen(() => under.notices.length === 0);
    // A helper that goes on may just have another file under way beside its record.
    await eventually(async () =>
      expect((await readdir(recordsIn(under.home))).sort()).toEqual(
        ids.map((id) => `${id}.json`).sort(),
      ),
    );
    await under.fleet.close();
  });

  it('keeps a broken file beside the others and says which', async () => {
    const first = await openFleet({}, base);
    const folder = recordsIn(first.home);
    await writeFile(path.join(folder, 'h-9.json'), '{"v":1,"view":{"id":"h-9"');
    await writeFile(path.join(folder, 'h-8.json'), '{"v":2}');
    await first.fleet.close();
    const later = await openFleet({}, base);
    expect(later.fleet.views()).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['h-8.json.broken', 'h-9.json.broken']);
    expect(later.notices[0]?.text).toContain('.broken');
    await later.fleet.close();
  });

  it('forgets a removed helper for good', async () => {
    const first = await openFleet({}, base);
    const id = await first.spawn('go');
    await seen(() => first.codex.runs.length === 1);
    first.codex.run(0).begin().complete();
    await seen(() => first.view(id).state.phase === 'completed');
    await first.fleet.remove(id);
    await first.fleet.close();
    expect(await readdir(recordsIn(first.home))).toEqual([]);
  });

  it('puts a removed helper back for ten seconds, with its record, and not for longer', async () => {
    const first = await openFleet({}, base);
    const id = await first.spawn('go');
    await seen(() => first.codex.runs.length === 1);
    first.codex.run(0).begin().write('done').complete();
    await seen(() => first.view(id).state.phase === 'completed');
    await first.fleet.remove(id);
    await first.clock.advance(9_900);
    expect(first.fleet.restore(id)).toEqual({ ok: true, value: null });
    expect(first.fleet.output(id, 0)).toMatchObject({ value: { chunk: { text: 'done' } } });
    await first.clock.advance(20_000);
    expect(first.view(id).state.phase).toBe('completed');
    expect(first.fleet.restore(id)).toMatchObject({ failure: { kind: 'unknown-id' } });

    await first.fleet.remove(id);
    await first.clock.advance(10_100);
    expect(first.fleet.restore(id)).toMatchObject({ failure: { kind: 'unknown-id' } });
    await first.fleet.close();
    expect(await readdir(recordsIn(first.home))).toEqual([]);
  });

  it('restores the record as well', async () => {
    const first = await openFleet({}, base);
    const id = await first.spawn('go');
    await seen(() => first.codex.runs.length === 1);
    first.codex.run(0).begin().complete();
    await seen(() => first.view(id).state.phase === 'completed');
    await first.fleet.remove(id);
    first.fleet.restore(id);
    await first.fleet.close();
    expect(await readdir(recordsIn(first.home))).toEqual([`${id}.json`]);
  });

  it('keeps the newest two hundred', async () => {
    const first = await openFleet({}, base);
    const id = await first.spawn('go');
    await seen(() => first.codex.runs.length === 1);
    first.codex.run(0).begin().complete();
    await seen(() => first.view(id).state.phase === 'completed');
    await first.fleet.close();
    const folder = recordsIn(first.home);
    const record = parseRecord(await readFile(path.join(folder, `${id}.json`), 'utf8'));
    if (record === null) throw new Error('no record');
    const older = Array.from({ length: 204 }, (_one, n) => ({
      ...record,
      view: { ...record.view, id: `old-${n}`, queuedAt: n },
    }));
    for (const one of older) {
      await writeFile(path.join(folder, `${one.view.id}.json`), JSON.stringify(one));
    }
    const later = await openFleet({}, base);
    const kept = [...older.slice(5).map(({ view }) => view.id), id];
    expect(later.fleet.views().map((view) => view.id)).toEqual(kept);
    await later.fleet.close();
    expect(await readdir(folder)).toHaveLength(200);
  });
});
