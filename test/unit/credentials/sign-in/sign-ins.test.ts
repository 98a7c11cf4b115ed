import { beforeEach, describe, expect, test } from 'vitest';

import { deferred } from '../../../../electron/base/promises.ts';
import { FailureError } from '../../../../electron/base/errors.ts';
import { failure } from '../../../../shared/failure.ts';
import { SignInsBench } from '../../../fakes/sign-ins-bench.ts';

let bench: SignInsBench;
beforeEach(() => {
  bench = new SignInsBench();
});

describe('any sign-in', () => {
  test('is done without the news of its end, once the account has a token', async () => {
    await bench.start('ana', 'device');
    bench.last().status = { kind: 'token', accessToken: 'x' };
    bench.last().tell();
    await bench.clock.advance(1_000);
    expect(bench.kept).toEqual([['ana', false]]);
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'done' });
  });

  test('goes on when something else of the account changed', async () => {
    await bench.start('ana', 'device');
    bench.last().tell();
    await bench.clock.advance(1_000);
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'device' });
    await bench.end(null);
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'done' });
  });

  test('that could not be begun keeps what was said', async () => {
    const said = failure({ kind: 'stalled', phase: 'account/login/start', silentMs: 15_000 });
    bench.onBegin = () => Promise.reject(new FailureError(said));
    await bench.start('ana', 'device');
    expect(bench.signIns.of('ana')).toEqual({ phase: 'failed', flow: 'device', failure: said });
    await bench.signIns.cancel('ana');
    expect(bench.signIns.of('ana')).toBeNull();
  });

  test('that is cancelled while it begins ends what it began', async () => {
    const beginning = deferred<undefined>();
    bench.onBegin = () => beginning.promise.then(() => undefined);
    await bench.start('ana', 'browser');
    const cancelling = bench.signIns.cancel('ana');
    expect(bench.signIns.of('ana')).toBeNull();
    beginning.resolve(undefined);
    await cancelling;
    expect(bench.last().cancelled).toBe(true);
    expect(bench.pages).toEqual([]);
    expect(bench.kept).toEqual([]);
  });

  test('takes the place of the one before: a code instead of the browser', async () => {
    await bench.start('ana', 'browser');
    await bench.start('ana', 'device');
    expect(bench.begun.map(({ flow, cancelled }) => [flow, cancelled])).toEqual([
      ['browser', true],
      ['device', false],
    ]);
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'device' });
  });

  test('is ended when all are', async () => {
    await bench.start('ana', 'browser');
    await bench.start('ben', 'browser');
    await bench.start('cleo', 'device');
    await bench.signIns.close();
    await bench.signIns.close();
    expect(bench.begun.every(({ cancelled }) => cancelled)).toBe(true);
    expect(bench.clock.waiting).toBe(0);
  });
});
