import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { createDesktopNotices } from '../../../electron/shell/desktop-notices.ts';
import type { NoticeAct } from '../../../electron/shell/due-notices.ts';
import { tryNotice } from '../../../electron/shell/try-notice.ts';
import type { SettingsView } from '../../../shared/settings.ts';
import { fixture } from '../../fakes/fixture.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { NotificationServer } from '../../fakes/notification-server.ts';
import { startPrivateBus, type PrivateBus } from '../../fakes/session-bus.ts';
import { waitFor } from '../../support/wait-for.ts';

let bus: PrivateBus;
let stops: (() => void)[];

beforeEach(async () => {
  bus = await startPrivateBus();
  stops = [];
});
afterEach(async () => {
  for (const stop of stops.reverse()) stop();
  await bus.close();
});

const startServer = async (): Promise<NotificationServer> => {
  const server = await NotificationServer.start(bus.address);
  stops.push(() => server.stop());
  return server;
};

/** Noon, by the local clock. */
const noon = new Date(2026, 10, 30, 12, 0).getTime();

const bench = (given: {
  readonly busAddress?: string | undefined;
  readonly clock?: ManualClock;
  readonly isLocked?: boolean;
  readonly settings?: Partial<SettingsView['notices']>;
}) => {
  const busAddress = 'busAddress' in given ? given.busAddress : bus.address;
  const notices = createDesktopNotices({
    busAddress,
    clock: given.clock ?? systemClock,
    random: () => 0,
    log: silentLog,
  });
  stops.push(() => notices.close());
  const { panel } = fixture('settings');
  const set = { ...panel.settings.notices, ...given.settings };
  const state = { ...panel, settings: { ...panel.settings, notices: set } };
  const acts: NoticeAct[] = [];
  const ask = () =>
    tryNotice({
      clock: { now: () => noon },
      panel: { state: () => state },
      person: { isLocked: () => given.isLocked === true },
      notices,
      act: (act) => acts.push(act),
    });
  /** The first connection takes as long as it takes. */
  const askUntil = async (outcome: string) => {
    let tried = await ask();
    await waitFor(outcome, async () => {
      tried = await ask();
      return tried.outcome === outcome && JSON.stringify(tried) !== noBus;
    });
    return tried;
  };
  return { ask, askUntil, acts };
};

const noBus = JSON.stringify({ outcome: 'none', why: 'no-bus' });

describe('a test notice', () => {
  it('is shown by the server of the desktop, which is named, and a click leads to the settings', async () => {
    const server = await startServer();
    const { askUntil, acts } = bench({});
    const shown = { outcome: 'shown', server: 'test', version: '1', isGeneric: false };
    expect(await askUntil('shown')).toEqual(shown);
    expect(server.seen.at(-1)).toMatchObject({ title: 'A test notice of Bulkhead' });
    server.click(server.seen.at(-1)?.id ?? 0);
    await waitFor('the click', () => acts.length === 1);
    expect(acts).toEqual([{ kind: 'show', target: { view: 'settings' } }]);
  });

  it('takes the place of the one before', async () => {
    const server = await startServer();
    const { ask, askUntil } = bench({});
    await askUntil('shown');
    await ask();
    await ask();
    await waitFor('one to be left', () => server.open === 1);
  });

  it('says nothing of what it is about on a locked screen, where the settings say so', async () => {
    const server = await startServer();
    const { askUntil } = bench({ isLocked: true, settings: { lockScreen: 'generic' } });
    expect(await askUntil('shown')).toMatchObject({ isGeneric: true });
    expect(server.seen.at(-1)?.title).toBe('Bulkhead needs you');
  });

  it('is held back by the lock screen and by quiet hours, and sends nothing', async () => {
    const server = await startServer();
    const locked = bench({ isLocked: true, settings: { lockScreen: 'quiet' } });
    expect(await locked.ask()).toEqual({ outcome: 'held', why: 'locked' });
    const quiet = bench({ settings: { quietHours: { from: '11:00', to: '13:30' } } });
    expect(await quiet.ask()).toEqual({
      outcome: 'held',
      why: 'quiet-hours',
      until: new Date(2026, 10, 30, 13, 30).getTime(),
    });
    await bench({}).askUntil('shown');
    expect(new Set(server.seen.map(({ title }) => title)).size).toBe(1);
  });

  it('tells what a server says that refuses it, and is shown once it does not', async () => {
    const server = await startServer();
    const { askUntil } = bench({});
    server.refusal = 'notices are off for bulkhead';
    expect(await askUntil('refused')).toEqual({
      outcome: 'refused',
      server: 'test',
      detail: 'notices are off for bulkhead',
    });
    server.refusal = null;
    expect(await askUntil('shown')).toMatchObject({ server: 'test' });
  });

  it('tells that nobody shows notices, and shows none of those later', async () => {
    const { askUntil } = bench({});
    expect(await askUntil('none')).toEqual({ outcome: 'none', why: 'no-server' });
    const server = await startServer();
    await askUntil('shown');
    await waitFor('one to be left', () => server.open === 1);
  });

  it('waits five seconds for a server that does not answer', async () => {
    const server = await startServer();
    const clock = new ManualClock();
    const { ask, askUntil } = bench({ clock });
    await askUntil('shown');
    server.isSilent = true;
    const tried = ask();
    await waitFor('the wait', () => clock.waiting === 1);
    await clock.advance(5_000);
    expect(await tried).toEqual({ outcome: 'silent', seconds: 5 });
  });

  it.each([undefined, ''])('tells that there is no session bus: %s', async (busAddress) => {
    expect(await bench({ busAddress }).ask()).toEqual({ outcome: 'none', why: 'no-bus' });
  });
});
