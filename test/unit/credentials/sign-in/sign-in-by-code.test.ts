import { beforeEach, describe, expect, test } from 'vitest';

import { deferred } from '../../../../electron/base/promises.ts';
import { settle } from '../../../fakes/manual-clock.ts';
import { minute, SignInsBench } from '../../../fakes/sign-ins-bench.ts';

let bench: SignInsBench;
beforeEach(() => {
  bench = new SignInsBench();
});

describe('a sign-in by code', () => {
  test('shows the code, opens no page by itself, and copies the code', async () => {
    await bench.start('ana', 'device');
    expect(bench.signIns.of('ana')).toMatchObject({
      phase: 'device',
      userCode: 'CODE-1',
      pace: 'pending',
      opened: false,
      endsAt: bench.clock.now() + 15 * minute,
    });
    expect(bench.pages).toEqual([]);
    await bench.signIns.copy('ana');
    expect(bench.copied).toEqual(['CODE-1']);
  });

  test('needs no port and waits for nobody', async () => {
    bench.holder = { pid: 42, program: 'python3' };
    await bench.start('ana', 'device');
    await bench.start('ben', 'device');
    expect(bench.signIns.of('ben')).toMatchObject({ phase: 'device' });
  });

  test('gets a new code in place when the old one ran out, at the issuer or here', async () => {
    await bench.start('ana', 'device');
    await bench.end('device auth failed with status 410 Gone');
    expect(bench.signIns.of('ana')).toMatchObject({ userCode: 'CODE-2', pace: 'pending' });
    await bench.clock.advance(15 * minute);
    expect(bench.signIns.of('ana')).toMatchObject({ userCode: 'CODE-3' });
    expect(bench.begun.map(({ cancelled }) => cancelled)).toEqual([true, true, false]);
  });

  test('asks for no more codes when nobody uses them', async () => {
    await bench.start('ana', 'device');
    await bench.clock.advance(24 * 60 * minute);
    expect(bench.begun).toHaveLength(5);
    expect(bench.signIns.of('ana')).toMatchObject({
      phase: 'failed',
      failure: { kind: 'stalled' },
    });
  });

  test('leaves an issuer alone that wants to be asked less often', async () => {
    await bench.start('ana', 'device');
    await bench.end('device auth failed with status 429 Too Many Requests');
    expect(bench.signIns.of('ana')).toEqual({
      phase: 'expired',
      flow: 'device',
      pausedUntil: bench.clock.now() + 10_000,
    });
    // The old code is over: it is nowhere to be had.
    expect(await bench.signIns.copy('ana')).toBe(false);
    expect(await bench.signIns.open('ana')).toBe(false);
    await bench.clock.advance(9_999);
    expect(bench.begun).toHaveLength(1);
    const asking = deferred<undefined>();
    bench.onBegin = () => asking.promise.then(() => undefined);
    await bench.clock.advance(1);
    // No “starting” in between: the sheet says that a new one takes the old one's place.
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'expired' });
    asking.resolve(undefined);
    await settle();
    expect(bench.signIns.of('ana')).toMatchObject({ userCode: 'CODE-2', pace: 'slow-down' });
  });

  test('that was denied asks for no other code', async () => {
    await bench.start('ana', 'device');
    await bench.end('device auth failed with status 401 Unauthorized');
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'denied', flow: 'device' });
    expect(bench.begun).toHaveLength(1);
  });
});
