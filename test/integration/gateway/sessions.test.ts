import { afterEach, beforeEach, expect, test } from 'vitest';

import { systemClock, type Clock } from '../../../electron/base/clock.ts';
import type { ScriptedGateway } from '../../stand-ins/scripted-gateway.ts';
import { eventually } from '../../support/eventually.ts';
import { LinkBench, towards, type LinkUnderTest } from '../../support/link-under-test.ts';

const bench = new LinkBench();
let gateway: ScriptedGateway;

beforeEach(async () => {
  gateway = await bench.gateway();
});
afterEach(() => bench.close());

const main = 'agent:main:main';

const read = async (): Promise<LinkUnderTest> => {
  const it = await bench.link(towards(gateway));
  await eventually(() => expect(it.link.sessions().length).toBe(5));
  return it;
};

const row = (it: LinkUnderTest, key: string) =>
  it.link.sessions().find((session) => session.key === key);

test('the first reading is a reset with every session, and its age is known', async () => {
  const it = await read();
  expect(it.changes[0]).toMatchObject({ revision: 1, reset: true, removed: [] });
  expect(row(it, main)).toMatchObject({
    label: 'main',
    status: 'done',
    hasActiveRun: false,
    provider: 'practice',
    totalTokens: 41_200,
    contextTokens: 128_000,
    kind: 'direct',
  });
  expect(row(it, 'agent:main:slack:build-room')).toMatchObject({ status: 'failed', kind: 'group' });
  expect(row(it, 'agent:main:subagent:notes')?.parentKey).toBe(main);
  expect(it.link.view().sessionsReadAt).not.toBeNull();
});

test('of sessions that were never read no reading is told, also when the connection is over', async () => {
  gateway.grantOnly = ['operator.write'];
  const it = await bench.link(towards(gateway));
  await eventually(() => expect(it.link.view().state).toMatchObject({ phase: 'degraded' }));
  await gateway.crash();
  await eventually(() => expect(it.link.view().state).toMatchObject({ phase: 'waiting' }));
  expect(it.link.view().sessionsReadAt).toBeNull();
});

test('a connection without a reading leaves the age of the last one as it was', async () => {
  const it = await read();
  await gateway.crash();
  await eventually(() => expect(it.link.view().state).toMatchObject({ phase: 'waiting' }));
  const { sessionsReadAt } = it.link.view();
  expect(sessionsReadAt).not.toBeNull();
  gateway.grantOnly = ['operator.write'];
  await gateway.start();
  await eventually(() => expect(it.link.view().state).toMatchObject({ phase: 'degraded' }));
  await gateway.crash();
  await eventually(() => expect(it.link.view().state).toMatchObject({ phase: 'waiting' }));
  expect(it.link.view().sessionsReadAt).toBe(sessionsReadAt);
});

test('a running turn shows while it runs and is over when it ends, only its row changing', async () => {
  const it = await read();
  const others = it.link.sessions().filter(({ key }) => key !== main);
  gateway.startTurn(main, ['one', 'two', 'three']);
  await eventually(() => {
    const told = it.changes.slice(1).flatMap(({ rows }) => rows);
    expect(told.map(({ status }) => status)).toEqual(['running', 'done']);
    expect(told[0]).toMatchObject({ key: main, hasActiveRun: true });
    expect(told[0]?.runStartedAt).not.toBeNull();
    expect(told[1]).toMatchObject({ hasActiveRun: false, runStartedAt: null });
  });
  expect(it.changes.slice(1).every(({ reset, rows }) => !reset && rows.length === 1)).toBe(true);
  expect(it.link.sessions().filter(({ key }) => key !== main)).toEqual(others);
});

test('new and removed sessions are noticed, also when the event carries no row', async () => {
  const it = await read();
  gateway.book.put({
    key: 'agent:main:new',
    kind: 'direct',
    hasActiveRun: false,
    modelProvider: 'practice',
    model: 'practice-1',
    updatedAt: systemClock.now(),
  });
  await eventually(() => expect(row(it, 'agent:main:new')?.label).toBe('new'));
  gateway.book.remove('agent:main:new');
  await eventually(() => expect(row(it, 'agent:main:new')).toBeUndefined());
  expect(it.changes.some(({ removed }) => removed.includes('agent:main:new'))).toBe(true);
});

test("the gateway's own probe sessions never show", async () => {
  const it = await read();
  gateway.book.put({
    key: 'agent:main:internal-session-effects:probe-1',
    kind: 'direct',
    hasActiveRun: true,
    modelProvider: 'practice',
    model: 'practice-1',
    updatedAt: systemClock.now(),
  });
  gateway.book.change(main, { label: 'after the probe' });
  await eventually(() => expect(row(it, main)?.label).toBe('after the probe'));
  expect(it.link.sessions().length).toBe(5);
});

test('after a reconnect the sessions are read again; unchanged rows keep their revision', async () => {
  const it = await read();
  const before = it.link.sessions();
  await gateway.crash();
  gateway.book.change(main, { label: 'changed meanwhile' });
  await gateway.start();
  await eventually(() => expect(row(it, main)?.label).toBe('changed meanwhile'));
  expect(it.link.sessions().slice(1)).toEqual(before.slice(1));
});

const addSessions = (many: number): void => {
  for (let n = 0; n < many; n += 1) {
    gateway.book.put({
      key: `agent:main:s${n}`,
      kind: 'direct',
      hasActiveRun: false,
      modelProvider: 'practice',
      model: 'practice-1',
      updatedAt: n,
    });
  }
};

test('more sessions than fit one page are all read', async () => {
  addSessions(450);
  const it = await bench.link(towards(gateway));
  await eventually(() => expect(it.link.sessions().length).toBe(455));
  expect(it.changes.length).toBe(1);
  expect(it.link.view().sessionsNotShown).toBe(0);
});

test('sessions that are too many to read are counted', async () => {
  addSessions(450);
  const it = await bench.link({ ...towards(gateway), maxSessions: 300 });
  await eventually(() => expect(it.link.view().sessionsNotShown).toBe(55));
  expect(it.link.sessions()).toHaveLength(400);
  for (let n = 0; n < 60; n += 1) gateway.book.remove(`agent:main:s${n}`);
  gateway.emit('sessions.changed', {});
  await eventually(() => expect(it.link.view().sessionsNotShown).toBe(0));
});

const busy = { code: 'UNAVAILABLE', message: 'busy', retryable: true, retryAfterMs: 120 };
const subscribing = 'sessions.subscribe';

test('a gateway that is too busy to read from is asked again when it said', async () => {
  gateway.failing.set(subscribing, busy);
  const pauses: number[] = [];
  const clock: Clock = {
    now: () => systemClock.now(),
    monotonic: () => performance.now(),
    pause: (ms, signal) => {
      pauses.push(ms);
      return systemClock.pause(ms, signal);
    },
  };
  const it = await bench.link({ ...towards(gateway), clock });
  await eventually(() => expect(gateway.asked.get(subscribing)).toBeGreaterThan(1));
  expect(pauses).toContain(busy.retryAfterMs);
  expect(it.link.view().state).toMatchObject({ phase: 'connected' });
  gateway.failing.clear();
  await eventually(() => expect(it.link.sessions().length).toBe(5));
  gateway.book.change(main, { label: 'renamed' });
  await eventually(() => expect(row(it, main)?.label).toBe('renamed'));
});

test('sessions that cannot be read for long are said, until they can be read again', async () => {
  gateway.failing.set(subscribing, { code: 'INTERNAL', message: 'broken' });
  let toldAfter: number | undefined;
  const it = await bench.link({
    ...towards(gateway),
    timings: { rereadCapMs: 40 },
    onView: ({ state }) => {
      if (state.phase === 'degraded') toldAfter ??= gateway.asked.get(subscribing);
    },
  });
  await eventually(() =>
    expect(it.link.view().state).toMatchObject({
      phase: 'degraded',
      failure: { kind: 'provider-error', code: 'INTERNAL' },
    }),
  );
  expect(toldAfter).toBe(3);
  gateway.failing.clear();
  await eventually(() => expect(it.link.view().state.phase).toBe('connected'));
  expect(it.link.sessions().length).toBe(5);
  expect(gateway.attempts.length).toBe(1);
});

test('a right that is missing is still said when the sessions can be read', async () => {
  gateway.grantOnly = ['operator.read'];
  const it = await bench.link(towards(gateway));
  await eventually(() => expect(it.link.sessions().length).toBe(5));
  expect(it.link.view().state).toMatchObject({
    phase: 'degraded',
    failure: { kind: 'missing-scope', scope: 'operator.write' },
  });
});

test('a gateway that does not let us read says so, and stays connected', async () => {
  gateway.grantOnly = [];
  const it = await bench.link(towards(gateway));
  await eventually(() =>
    expect(it.link.view().state).toMatchObject({
      phase: 'degraded',
      failure: { kind: 'missing-scope', scope: 'operator.read' },
    }),
  );
  expect(it.link.sessions()).toEqual([]);
  expect(gateway.connected).toBe(1);
});
