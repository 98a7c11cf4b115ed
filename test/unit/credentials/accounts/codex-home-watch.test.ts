import type fs from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { systemClock, type Clock } from '../../../../electron/base/clock.ts';
import { CodexHomeWatch } from '../../../../electron/credentials/accounts/codex-home-watch.ts';
import { deferred } from '../../../../electron/base/promises.ts';
import { eventually } from '../../../support/eventually.ts';

let isAway = false;
/** Answers before anything else happens. */
const looks = {
  resolve: (paths: readonly string[]) =>
    Promise.resolve(
      paths.map((path) => ({ path, exists: true, ...(isAway ? { isSilent: true as const } : {}) })),
    ),
};

const timings = { settleMs: 20, againMs: 30 } as const;

let base: string;
let home: string;
let watch: CodexHomeWatch;
let changes: number;
/** How often something was taken for a change of the sign-in. */
let settles: number;

const clock: Clock = {
  now: () => systemClock.now(),
  monotonic: () => performance.now(),
  pause: (ms, signal) => {
    if (ms === timings.settleMs) settles += 1;
    return systemClock.pause(ms, signal);
  },
};

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'bulkhead-watch-'));
  home = join(base, '.codex');
  isAway = false;
  changes = 0;
  settles = 0;
  watch = new CodexHomeWatch(home, clock, looks, () => (changes += 1), timings);
});
afterEach(async () => {
  watch.close();
  await rm(base, { recursive: true, force: true });
});

/** In one step, which is one change however slowly it is noticed. */
const signIn = async (words: string): Promise<void> => {
  await writeFile(join(home, 'new.json'), words);
  await rename(join(home, 'new.json'), join(home, 'auth.json'));
};
const grows = async (act: () => Promise<unknown>): Promise<void> => {
  const before = changes;
  await act();
  await eventually(() => expect(changes).toBeGreaterThan(before));
};

it('tells of a sign-in in the home, and of nothing else there', async () => {
  await mkdir(home);
  watch.open();
  await grows(() => signIn('one'));
  await writeFile(join(home, 'history.jsonl'), 'x');
  await grows(() => signIn('two'));
  expect([settles, changes]).toEqual([2, 2]);
});

it('follows a home that comes later, goes, and comes again', async () => {
  watch.open();
  await grows(async () => {
    await mkdir(home);
    await signIn('one');
  });
  await grows(() => rm(home, { recursive: true }));
  await grows(async () => {
    await mkdir(home);
    await signIn('two');
  });
  await grows(() => signIn('three'));
  // Another one is put in its place as a whole.
  await mkdir(join(base, 'other'));
  await writeFile(join(base, 'other', 'auth.json'), 'four');
  await grows(async () => {
    await rename(home, join(base, 'away'));
    await rename(join(base, 'other'), home);
  });
  await grows(() => signIn('five'));
  expect(changes).toBeGreaterThanOrEqual(6);
});

it('looks by itself where nothing can be watched, and tells of a sign-in only', async () => {
  await mkdir(home);
  const fourth = deferred<undefined>();
  let asked = 0;
  const full = Object.assign(new Error('no space left for watches'), { code: 'ENOSPC' });
  const nothing: typeof fs.watch = () => {
    asked += 1;
    if (asked === 4) fourth.resolve(undefined);
    throw full;
  };
  watch = new CodexHomeWatch(home, clock, looks, () => (changes += 1), timings, nothing);
  watch.open();
  await fourth.promise;
  expect(settles).toBe(0);
  await grows(() => signIn('one'));
});

it('is silent once it is closed', async () => {
  await mkdir(home);
  watch.open();
  watch.open();
  watch.close();
  watch.close();
  let told = 0;
  const other = new CodexHomeWatch(home, systemClock, looks, () => (told += 1), timings);
  other.open();
  await signIn('one');
  await eventually(() => expect(told).toBeGreaterThan(0));
  other.close();
  expect(changes).toBe(0);
});

it('asks nothing of a home that does not answer, and tells what changed once it does', async () => {
  await mkdir(home);
  await signIn('one');
  watch.open();
  await grows(() => signIn('two'));
  watch.close();
  isAway = true;
  let pauses = 0;
  const counting: Clock = {
    ...clock,
    pause: (ms, signal) => {
      if (ms === timings.againMs) pauses += 1;
      return clock.pause(ms, signal);
    },
  };
  let watched = 0;
  const noWatch: typeof fs.watch = () => {
    watched += 1;
    throw new Error('none');
  };
  watch = new CodexHomeWatch(home, counting, looks, () => (changes += 1), timings, noWatch);
  const before = changes;
  watch.open();
  await eventually(() => expect(pauses).toBeGreaterThan(2));
  await signIn('three');
  expect([watched, changes]).toEqual([0, before]);
  isAway = false;
  await eventually(() => expect(watched).toBeGreaterThan(0));
  await grows(() => signIn('four'));
});
