import { expect, it } from 'vitest';

import { silentLog } from '../../../electron/base/log.ts';
import { OneAtATime } from '../../../electron/base/one-at-a-time.ts';
import { gatewayTimings } from '../../../electron/gateway/link/timings.ts';
import { ModelSync } from '../../../electron/gateway/models/model-sync.ts';
import { SessionSync } from '../../../electron/gateway/sessions/session-sync.ts';
import type { WireSession } from '../../../electron/wire/wire-session.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';

/** A gateway that takes this long for each page, and has this many. */
const pageMs = 110;
const pages = 10;

const page = (offset: number) => ({
  sessions: Array.from({ length: 200 }, (_, at) => ({
    key: `agent:main:${offset + at}`,
    kind: 'direct',
    updatedAt: 1,
  })),
  totalCount: pages * 200,
  hasMore: offset + 200 < pages * 200,
  ...(offset + 200 < pages * 200 ? { nextOffset: offset + 200 } : {}),
});

/** A clock, a slow gateway that counts, and the two parts that read lists of it. */
const slowGateway = () => {
  const clock = new ManualClock();
  const never = new AbortController();
  const seen = { busyMs: 0, atOnce: 0, mostAtOnce: 0, readings: 0 };
  const session = {
    request: async (method: string, params: unknown) => {
      seen.atOnce += 1;
      seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
      await clock.pause(pageMs, never.signal);
      seen.atOnce -= 1;
      seen.busyMs += pageMs;
      if (method === 'models.authStatus') return { providers: [] };
      const { offset = 0 } = params as { offset?: number };
      if (offset === 0) seen.readings += 1;
      return method === 'sessions.subscribe' ? { list: page(0) } : page(offset);
    },
  } as unknown as WireSession;
  const ambient = { clock, log: silentLog, random: () => 0.5, newId: () => 'id' };
  const turns = new OneAtATime(clock);
  const sessions = new SessionSync({
    ambient,
    turns,
    timings: gatewayTimings,
    redact: (text) => text,
    onChange: () => undefined,
    onRead: () => undefined,
    onUnreadable: () => undefined,
  });
  const models = new ModelSync({
    ambient,
    turns,
    timings: gatewayTimings,
    onTold: () => undefined,
    nextEnd: () => null,
  });
  return { clock, never, seen, session, sessions, models };
};

it('a slow gateway whose events ask for its list all the time is read a quarter of its time', async () => {
  const { clock, never, seen, session, sessions } = slowGateway();
  const running = sessions.run(session, never.signal);
  const wholeMs = 120_000;
  for (let passed = 0; passed < wholeMs; passed += 50) {
    await clock.advance(50);
    sessions.gap();
  }
  expect(sessions.rows()).toHaveLength(pages * 200);
  expect(seen.readings).toBeGreaterThan(20);
  expect(seen.busyMs / wholeMs).toBeLessThan(0.26);
  never.abort();
  await running;
});

it('is asked for one list at a time, whoever wants it', async () => {
  const { clock, never, seen, session, sessions, models } = slowGateway();
  const running = [sessions.run(session, never.signal), models.run(session, never.signal)];
  for (let passed = 0; passed < 30_000; passed += 100) {
    await clock.advance(100);
    sessions.gap();
    models.ring();
  }
  expect(seen.readings).toBeGreaterThan(3);
  expect(seen.mostAtOnce).toBe(1);
  never.abort();
  await Promise.all(running);
});

it('rests from the end of a reading: an event long after it is followed without more rest', async () => {
  const { clock, never, seen, session, sessions } = slowGateway();
  const running = sessions.run(session, never.signal);
  await clock.advance(60_000);
  expect(seen.readings).toBe(1);
  sessions.gap();
  await clock.advance(gatewayTimings.rereadMs + pageMs);
  expect(seen.readings).toBe(2);
  never.abort();
  await running;
});
