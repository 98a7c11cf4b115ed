import { describe, expect, it } from 'vitest';
import { mishapAct, Mishaps } from '../../../electron/shell/mishaps.ts';
import type { Notice } from '../../../shared/state.ts';

const under = () => {
  let at = 0;
  const exits: string[] = [];
  const logged: unknown[] = [];
  const told: Notice[] = [];
  const mishaps = new Mishaps({
    now: () => at,
    about: 'Bulkhead 1.2.3',
    exit: (why) => exits.push(why),
  });
  const line = (event: string, data?: Readonly<Record<string, unknown>>): void => {
    logged.push([event, data?.error]);
  };
  const log = { info: line, warn: line, error: line };
  return {
    mishaps,
    exits,
    logged,
    told,
    pass: (ms: number) => {
      at += ms;
    },
    toLog: () =>
      mishaps.logTo({ log, redact: (text) => text.replaceAll('sk-secret', '[removed]') }),
    toWindow: () => mishaps.showBy((notice) => told.push(notice)),
  };
};

describe('what a mistake calls for', () => {
  it.each([
    [null, 5, 'tell'],
    [{ lastAt: 0, times: 1 }, 60_000, 'offer-restart'],
    [{ lastAt: 0, times: 1 }, 60_001, 'tell'],
    [{ lastAt: 0, times: 2 }, 10, 'count'],
    [{ lastAt: 0, times: 900 }, 60_001, 'tell'],
  ] as const)('after %j at %i: %s', (before, at, act) => {
    expect(mishapAct(before, at)).toBe(act);
  });
});

describe('a mistake that nobody caught', () => {
  it('is logged and told once; more within a minute offer a restart, once', () => {
    const it = under();
    it.mishaps.begin();
    it.toLog();
    it.toWindow();
    const first = new Error('first');
    it.mishaps.caught(first);
    expect(it.logged).toEqual([['mishap', first]]);
    expect(it.told).toHaveLength(1);
    expect(it.told[0]?.act).toBeUndefined();
    expect(it.told[0]?.text).toContain('Error: first');
    for (let n = 0; n < 1_000; n += 1) it.mishaps.caught(new Error('again'));
    expect(it.told).toHaveLength(2);
    expect(it.told[1]).toMatchObject({ id: it.told[0]?.id, act: 'restart' });
    expect(it.logged).toHaveLength(20);
    it.pass(60_001);
    it.mishaps.caught('a text');
    expect(it.told).toHaveLength(3);
    expect(it.told[2]?.text).toContain('a text');
    expect(it.exits).toEqual([]);
  });

  it('waits for the log and for somebody to tell it', () => {
    const it = under();
    it.mishaps.begin();
    it.mishaps.caught(new Error('early'));
    it.toWindow();
    expect(it.told).toEqual([]);
    it.toLog();
    expect(it.logged).toEqual([['mishap', new Error('early')]]);
    expect(it.told).toHaveLength(1);
  });

  it('has a report without secrets and of a bounded length, in every text of it', () => {
    const it = under();
    it.mishaps.begin();
    it.toLog();
    it.toWindow();
    it.mishaps.caught(new Error(`bad sk-secret ${'x'.repeat(100_000)}`));
    const [notice] = it.told;
    expect(notice?.report).toMatch(/^Bulkhead 1\.2\.3\nError: bad \[removed\] x/);
    expect(notice?.report?.length).toBeLessThanOrEqual(8_000);
    expect(notice?.text.length).toBeLessThan(500);
    expect(JSON.stringify(it.told)).not.toContain('sk-secret');
  });

  it.each([
    [
      'an object whose text throws',
      {
        toString: () => {
          throw new Error('no');
        },
      },
    ],
    ['nothing', undefined],
    ['an object without a prototype', Object.create(null)],
  ])('may be %s', (_what, thrown: unknown) => {
    const it = under();
    it.mishaps.begin();
    it.toLog();
    it.toWindow();
    expect(() => it.mishaps.caught(thrown)).not.toThrow();
    expect(it.told).toHaveLength(1);
  });

  it('ends nothing when whoever is told of it makes one, too', () => {
    const it = under();
    it.mishaps.begin();
    it.toLog();
    it.mishaps.showBy(() => {
      throw new Error('no window');
    });
    expect(() => it.mishaps.caught(new Error('x'))).not.toThrow();
  });

  it('ends a process that has not begun, because nothing could go on', () => {
    const it = under();
    it.mishaps.caught(new Error('cannot load'));
    expect(it.exits).toHaveLength(1);
    expect(it.exits[0]).toContain('cannot load');
  });
});
