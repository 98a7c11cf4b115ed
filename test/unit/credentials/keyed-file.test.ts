import * as v from 'valibot';
import { expect, it } from 'vitest';
import { silentLog } from '../../../electron/base/log.ts';
import { KeyedFile } from '../../../electron/credentials/keyed-file.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

it('what the disk did not take is stored once there is room, the newest of it', async () => {
  const clock = new ManualClock();
  let isFull = true;
  const stored: string[] = [];
  const file = new KeyedFile({
    path: '/nowhere/file.json',
    member: 'numbers',
    entry: v.number(),
    log: silentLog,
    clock,
    write: (_path, content) => {
      if (isFull) return Promise.reject(new Error('no space'));
      stored.push(String(content));
      return Promise.resolve();
    },
  });
  file.save(new Map([['a', 1]]));
  await clock.advance(10_000);
  file.save(new Map([['a', 2]]));
  await clock.advance(10_000);
  expect(stored).toEqual([]);
  isFull = false;
  await clock.advance(10_000);
  expect(stored).toEqual(['{"v":1,"numbers":{"a":2}}']);
  isFull = true;
  file.save(new Map([['a', 3]]));
  await clock.advance(0);
  isFull = false;
  await file.close();
  expect(stored.at(-1)).toBe('{"v":1,"numbers":{"a":3}}');
});
