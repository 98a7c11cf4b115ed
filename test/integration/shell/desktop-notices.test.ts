import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSessionBus } from '../../../build/system/session-bus.mjs';
import { systemClock, type Clock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { createDesktopNotices } from '../../../electron/shell/desktop-notices.ts';
import type { DesktopNotices } from '../../../electron/shell/desktop-notices.ts';
import type { NoticeAct } from '../../../electron/shell/due-notices.ts';
import type { NoticeOnDesktop } from '../../../electron/shell/notices.ts';
import { NotificationServer } from '../../fakes/notification-server.ts';
import { startPrivateBus, type PrivateBus } from '../../fakes/session-bus.ts';
import { waitFor } from '../../support/wait-for.ts';

const edges = { random: () => 0, log: silentLog };

let bus: PrivateBus;
let stops: (() => void)[];
let acts: NoticeAct[];

beforeEach(async () => {
  bus = await startPrivateBus();
  stops = [];
  acts = [];
});
afterEach(async () => {
  for (const stop of stops.reverse()) stop();
  await bus.close();
});

const startServer = async (capabilities?: readonly string[]): Promise<NotificationServer> => {
  const server = await NotificationServer.start(bus.address, capabilities);
  stops.push(() => {
    server.stop();
  });
  return server;
};
const openNotices = (
  busAddress: string | undefined = bus.address,
  clock: Clock = systemClock,
): DesktopNotices => {
  const notices = createDesktopNotices({ busAddress, ...edges, clock });
  stops.push(() => {
    notices.close();
  });
  return notices;
};
const show = (notices: DesktopNotices, notice: NoticeOnDesktop) =>
  notices.show(notice, (act) => acts.push(act));

const signIn: NoticeAct = { kind: 'sign-in', credentialId: 'openai' };
const remind: NoticeAct = { kind: 'remind', credentialIds: ['openai'] };
const notice: NoticeOnDesktop = {
  words: { title: 'OpenAI refused', body: 'A & B <b>' },
  click: { label: 'Sign in', act: signIn },
  more: { label: 'Remind me', act: remind },
};
const newer: NoticeOnDesktop = { ...notice, words: { title: 'Newer', body: '' }, more: null };

describe('a notice on the desktop', () => {
  it('says its words, with two choices, and does what was chosen', async () => {
    const server = await startServer();
    const notices = openNotices();
    for (const [key, act] of [
      ['default', signIn],
      ['more', remind],
    ] as const) {
      const before = server.seen.length;
      show(notices, notice);
      const call = await waitFor('the notice', () => server.seen[before]);
      expect(call).toMatchObject({
        replaces: 0,
        title: 'OpenAI refused',
        body: 'A &amp; B &lt;b&gt;',
        actions: ['default', 'Sign in', 'more', 'Remind me'],
        hints: { 'desktop-entry': 'bulkhead' },
      });
      server.click(call.id, key);
      await waitFor('the act', () => acts.at(-1) === act);
    }
    expect(acts).toHaveLength(2);
  });

  it('is heard when the click comes together with the answer of the desktop', async () => {
    const server = await startServer();
    const notices = openNotices();
    for (let round = 1; round <= 20; round += 1) {
      server.clickNextAtOnce(round % 2 === 0 ? 'default' : 'more');
      show(notices, notice);
      await waitFor(`click ${String(round)}`, () => acts.length === round, 5_000);
    }
    expect(acts.slice(0, 2)).toEqual([remind, signIn]);
  });

  it('changes in place and without a sound, also before the desktop has answered', async () => {
    const server = await startServer();
    const shown = show(openNotices(), notice);
    shown.update(newer);
    const call = await waitFor('the change', () => server.seen[1]);
    expect(call).toMatchObject({
      id: 1,
      replaces: 1,
      title: 'Newer',
      actions: ['default', 'Sign in'],
      hints: { 'suppress-sound': true },
    });
    server.click(1, 'more');
    server.click(1, 'default');
    expect(server.open).toBe(0);
  });

  it('closes, and is not shown at all when that comes first', async () => {
    const server = await startServer();
    const notices = openNotices();
    const shown = show(notices, notice);
    await waitFor('the notice', () => server.open === 1);
    shown.close();
    await waitFor('it to go', () => server.open === 0);
    show(notices, notice).close();
    show(notices, newer);
    await waitFor('the other one', () => server.open === 1);
    expect(server.seen.map(({ title }) => title)).toEqual(['OpenAI refused', 'Newer']);
  });

  it('that is said before anybody shows notices is shown once somebody does', async () => {
    const notices = openNotices();
    show(notices, notice).close();
    show(notices, newer);
    const server = await startServer(['body']);
    const call = await waitFor('the one that still counts', () => server.seen[0]);
    expect(call).toMatchObject({ title: 'Newer', actions: [] });
  });

  it('does not come back when the person has dismissed it', async () => {
    const server = await startServer();
    const notices = openNotices();
    const shown = show(notices, notice);
    await waitFor('the notice', () => server.open === 1);
    server.dismiss(1);
    show(notices, newer);
    await waitFor('the next one', () => server.seen.length === 2);
    shown.update(newer);
    shown.close();
    show(notices, notice);
    await waitFor('the third one', () => server.seen.length === 3);
    expect(server.seen.map(({ replaces }) => replaces)).toEqual([0, 0, 0]);
  });

  it('is plain and has no buttons where the desktop knows neither', async () => {
    const server = await startServer(['body']);
    show(openNotices(), notice);
    const call = await waitFor('the notice', () => server.seen[0]);
    expect(call).toMatchObject({ body: 'A & B <b>', actions: [] });
  });

  it('that is said while the bus is lost is shown once it is back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bus-'));
    const first = await startSessionBus(folder);
    const address = first.env.DBUS_SESSION_BUS_ADDRESS;
    const before = await NotificationServer.start(address);
    let attempts = 0;
    const notices = openNotices(address, {
      ...systemClock,
      pause: (_ms, signal) => {
        attempts += 1;
        return systemClock.pause(5, signal);
      },
    });
    const shown = show(notices, notice);
    await waitFor('the notice', () => before.seen.length === 1);
    await first.stop();
    before.stop();
    await waitFor('a vain attempt', () => attempts >= 2);
    show(notices, newer);
    const since = attempts;
    await waitFor('two more', () => attempts >= since + 2);
    const second = await startSessionBus(folder);
    try {
      const after = await NotificationServer.start(address);
      await waitFor('the one that was said meanwhile', () => after.seen.length === 1, 5_000);
      shown.update(notice);
      show(notices, notice);
      await waitFor('the next one', () => after.seen.length === 2);
      expect(after.seen.map(({ title }) => title)).toEqual(['Newer', 'OpenAI refused']);
      after.click(2, 'default');
      await waitFor('the act', () => acts.at(-1) === signIn);
      after.stop();
      notices.close();
    } finally {
      await second.stop();
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['nobody shows notices', () => bus.address],
    ['there is no session bus', () => undefined],
    ['the bus is gone', () => `unix:path=/nowhere/${String(process.pid)}`],
    ['the address is none', () => 'nonsense'],
  ])('harms nobody where %s', async (_where, addressOf) => {
    const notices = createDesktopNotices({ busAddress: addressOf(), ...edges, clock: systemClock });
    stops.push(() => {
      notices.close();
    });
    const shown = show(notices, notice);
    shown.update(newer);
    shown.close();
    const server = await startServer();
    const other = openNotices();
    show(other, { ...notice, words: { title: 'Elsewhere', body: '' } });
    // Where the bus is the same, what was shown before may reach the desktop that has come since.
    await waitFor('a notice where there is a desktop', () =>
      server.seen.some(({ title }) => title === 'Elsewhere'),
    );
    expect(acts).toEqual([]);
  });
});
