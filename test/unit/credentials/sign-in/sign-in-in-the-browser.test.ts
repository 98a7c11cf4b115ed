import { beforeEach, describe, expect, test } from 'vitest';

import { settle } from '../../../fakes/manual-clock.ts';
import { minute, SignInsBench } from '../../../fakes/sign-ins-bench.ts';

let bench: SignInsBench;
beforeEach(() => {
  bench = new SignInsBench();
});

describe('a sign-in in the browser', () => {
  test('opens its page, waits, and is done', async () => {
    await bench.start('ana', 'browser');
    expect(bench.pages).toEqual(['https://issuer.example/1']);
    expect(bench.signIns.of('ana')).toMatchObject({
      phase: 'browser',
      opened: true,
      endsAt: bench.clock.now() + 10 * minute,
    });
    await bench.end(null);
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'done' });
    expect(bench.kept).toEqual([['ana', true]]);
    await bench.clock.advance(30_000);
    expect(bench.signIns.of('ana')).toBeNull();
  });

  test('that no browser opened says so; its address can be copied and opened again', async () => {
    bench.browserOpens = false;
    await bench.start('ana', 'browser');
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'browser', opened: false });
    expect(await bench.signIns.copy('ana')).toBe(true);
    expect(bench.copied).toEqual(['https://issuer.example/1']);
    bench.browserOpens = true;
    expect(await bench.signIns.open('ana')).toBe(true);
    expect(bench.signIns.of('ana')).toMatchObject({ opened: true });
  });

  test('does not start while another program holds the port, and names it', async () => {
    bench.holder = { pid: 42, program: 'python3' };
    await bench.start('ana', 'browser');
    expect(bench.signIns.of('ana')).toEqual({ phase: 'port-taken', pid: 42, program: 'python3' });
    expect(bench.begun).toEqual([]);
    bench.holder = null;
    await bench.start('ana', 'browser');
    expect(bench.signIns.of('ana')).toMatchObject({ phase: 'browser' });
  });

  test('waits behind another one, says behind whom, and comes next', async () => {
    await bench.start('ana', 'browser');
    await bench.start('ben', 'browser');
    await bench.start('cleo', 'browser');
    expect(bench.signIns.of('ben')).toEqual({ phase: 'queued', flow: 'browser', behind: 'ANA' });
    await bench.end(null);
    expect(bench.signIns.of('ben')).toMatchObject({ phase: 'browser' });
    expect(bench.signIns.of('cleo')).toMatchObject({ phase: 'queued', behind: 'BEN' });
    expect(bench.begun.map(({ id }) => id)).toEqual(['ana', 'ben']);
  });

  test('that is cancelled while it waits leaves the line', async () => {
    await bench.start('ana', 'browser');
    await bench.start('ben', 'browser');
    await bench.start('cleo', 'browser');
    await bench.signIns.cancel('ben');
    await bench.signIns.cancel('ana');
    await settle();
    expect(bench.begun.map(({ id }) => id)).toEqual(['ana', 'cleo']);
    expect(bench.signIns.of('ben')).toBeNull();
  });

  test('ends when its time ran out, and lets the next one', async () => {
    await bench.start('ana', 'browser');
    await bench.start('ben', 'browser');
    await bench.clock.advance(10 * minute);
    expect(bench.signIns.of('ana')).toEqual({ phase: 'expired', flow: 'browser' });
    expect(bench.begun[0]?.cancelled).toBe(true);
    expect(bench.signIns.of('ben')).toMatchObject({ phase: 'browser' });
  });

  test('that was denied keeps the words of the issuer', async () => {
    await bench.start('ana', 'browser');
    await bench.end('Login server error: Sign-in failed: Not today.');
    expect(bench.signIns.of('ana')).toEqual({
      phase: 'denied',
      flow: 'browser',
      words: 'Not today.',
    });
  });
});
