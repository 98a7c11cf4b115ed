import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { OwnScope, scopeLimits, scopeNameIn } from '../../../electron/codex/own-scope.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'own-scope-'));
});
afterEach(() => rm(root, { recursive: true }));

const place = '/user.slice/app.slice/app-bulkhead-1.slice/bulkhead-c1.scope';

const put = async (file: string, text: string): Promise<void> => {
  const whole = join(root, file);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, text);
};

const events = (kills: number): string => `low 0\nmax 9\noom ${kills}\noom_kill ${kills}\n`;

const scopeAt = async (cgroup: string, clock = new ManualClock()): Promise<OwnScope | null> => {
  await put('proc/7/cgroup', cgroup);
  return OwnScope.of(7, clock, { proc: join(root, 'proc'), cgroup: join(root, 'sys') });
};

describe('the scope of a process', () => {
  it('is known by its name, of our own alone', () => {
    expect(scopeNameIn(`0::${place}\n`)).toBe('c1');
    expect(scopeNameIn(`1:name=systemd:${place}/inner\n0::/\n`)).toBe('c1');
    expect(scopeNameIn('0::/user.slice/bulkhead-c1.service\n')).toBeNull();
    expect(scopeNameIn('0::/user.slice/app-gnome-bulkhead-c1.scope\n')).toBeNull();
    expect(scopeNameIn('')).toBeNull();
  });

  it('says what holds there, by cgroup v2 alone, beside v1, and by v1', async () => {
    await put(`sys${place}/memory.max`, '4000000000\n');
    await put(`sys${place}/pids.max`, 'max\n');
    expect((await scopeAt(`0::${place}\n`))?.bounds).toEqual({
      kind: 'scope',
      memory: 4_000_000_000,
      tasks: null,
    });
    await rm(join(root, 'sys'), { recursive: true });
    await put(`sys/pids${place}/pids.max`, '512\n');
    await put(`sys/memory${place}/memory.limit_in_bytes`, '9223372036854771712\n');
    const both = `8:pids:${place}\n4:memory:${place}\n0::${place}\n`;
    expect((await scopeAt(both))?.bounds).toEqual({ kind: 'scope', memory: null, tasks: 512 });
    expect(await scopeAt('0::/init.scope\n')).toBeNull();
  });

  it('brought about an end only when it was met lately', async () => {
    const clock = new ManualClock();
    await put(`sys${place}/memory.max`, '1000\n');
    await put(`sys${place}/memory.events`, events(0));
    const scope = await scopeAt(`0::${place}\n`, clock);
    expect(scope?.endedBy()).toBeNull();
    await put(`sys${place}/memory.events`, events(1));
    expect(scope?.newlyMet()).toEqual([{ what: 'memory', most: 1_000 }]);
    expect(scope?.newlyMet()).toEqual([]);
    expect(scope?.endedBy()).toEqual({ what: 'memory', most: 1_000 });
    await clock.advance(60_000);
    expect(scope?.endedBy()).toBeNull();
  });

  it('that is gone already is told of by its slice', async () => {
    const slice = `sys${place}/..`;
    await put(`sys${place}/memory.max`, '1000\n');
    await put(`sys${place}/memory.events`, events(0));
    await put(`${slice}/memory.events`, events(3));
    const scope = await scopeAt(`0::${place}\n`);
    scope?.newlyMet();
    await rm(join(root, `sys${place}`), { recursive: true });
    expect(scope?.endedBy()).toBeNull();
    await put(`sys/user.slice/app.slice/app-bulkhead-1.slice/memory.events`, events(4));
    expect(scope?.endedBy()).toEqual({ what: 'memory', most: 1_000 });
  });
});

describe('what a helper may use', () => {
  it('is half of the machine, of a small one at least 2 GB, or what the settings say', () => {
    const { appetite } = defaultSettings;
    expect(scopeLimits(appetite, 32e9)).toMatchObject({ memory: 16e9, tasks: 2_048 });
    expect(scopeLimits(appetite, 1e9).memory).toBe(2e9);
    expect(scopeLimits({ ...appetite, memoryMb: 4_000 }, 1e9).memory).toBe(4e9);
  });
});
