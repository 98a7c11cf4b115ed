import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSessionBus } from '../../../build/system/session-bus.mjs';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { openTrayItem } from '../../../electron/shell/tray-item.ts';
import { watchTrayHost } from '../../../electron/shell/tray-host.ts';
import { setupTray } from '../../../electron/shell/tray.ts';
import { continueChoices } from '../../../shared/describe-continue.ts';
import { failure } from '../../../shared/failure.ts';
import type { GatewayState, HelperState } from '../../../shared/state.ts';
import { StatusNotifierWatcher } from '../../fakes/status-notifier-watcher.ts';
import { drills } from '../../fakes/panel-drill.ts';
import { eventually } from '../../support/eventually.ts';
import {
  helperView,
  parkedHelper,
  refusedCredential,
  scriptedPanel,
  type ScriptedPanel,
} from '../../support/scripted-panel.ts';

let folder: string;
let bus: Awaited<ReturnType<typeof startSessionBus>>;
let desktop: StatusNotifierWatcher;
let panel: ScriptedPanel;
let shown: unknown[];
let presence: string[];
let stop: () => void;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bus-'));
  bus = await startSessionBus(folder);
});
afterAll(async () => {
  await bus.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  const busAddress = bus.env.DBUS_SESSION_BUS_ADDRESS;
  desktop = await StatusNotifierWatcher.start(busAddress);
  panel = scriptedPanel();
  shown = [];
  presence = [];
  const log = silentLog;
  stop = setupTray({
    clock: systemClock,
    panel,
    navigate: (target) => shown.push(target),
    signIn: (credentialId) => shown.push({ signIn: credentialId }),
    askFor: (draft) => shown.push({ askFor: draft }),
    onRefused: (why) => shown.push({ refused: why.kind }),
    onOpened: () => shown.push('opened'),
    makeIcon: (tells) => openTrayItem({ ...tells, busAddress, pid: process.pid, log }),
    watchHost: (onChange) =>
      watchTrayHost({ busAddress, clock: systemClock, random: () => 0, log, onChange }),
    onPresence: (tray) => presence.push(tray),
  });
});
afterEach(() => {
  stop();
  desktop.stop();
});

const link = (state: GatewayState) => () =>
  panel.store.setGateway({ ...panel.state().gateway, state });
const helper = (state: HelperState) => () =>
  panel.store.setHelpers([helperView({ id: 'h', state })]);
const why = failure({ kind: 'unreachable', reason: 'not-listening', target: 'x' });
const connected = { connId: 'c', bootId: 'b' } as const;

/** Each shows in the menu what none of the others does. */
const states: readonly (readonly [string, () => void])[] = [
  ['nothing yet', () => undefined],
  ['connecting', link({ phase: 'connecting', attempt: 1, since: 0 })],
  ['connected', link({ phase: 'connected', since: 0, ...connected })],
  ['degraded', link({ phase: 'degraded', since: 0, ...connected, failure: why })],
  ['waiting', link({ phase: 'waiting', attempt: 2, since: 0, retryAt: 1, failure: why })],
  [
    'blocked',
    link({
      phase: 'blocked',
      since: 0,
      failure: failure({ kind: 'pairing-required', requestId: 'r' }),
    }),
  ],
  ['disconnected', link({ phase: 'stopped', since: 0 })],
  ['queued', helper({ phase: 'queued' })],
  ['running', helper({ phase: 'running', since: 0 })],
  ['completed', helper({ phase: 'completed' })],
  ['failed', helper({ phase: 'failed', failure: why })],
  ['cancelled', helper({ phase: 'cancelled' })],
  ['waiting for a sign-in', () => panel.store.setHelpers([parkedHelper('h')])],
  ['a refused sign-in', () => panel.store.setCredentials([refusedCredential(2)])],
  ['a drill', () => panel.store.setDrill(drills.running)],
  ['practice', () => panel.store.setApp({ practice: true })],
];

describe('the tray on a real bus, with no window', () => {
  it('says something else in each of sixteen states', async () => {
    const seen: string[] = [];
    const before = panel.state();
    for (const [name, make] of states) {
      panel.store.setGateway(before.gateway);
      panel.store.setHelpers([]);
      panel.store.setCredentials([]);
      panel.store.setDrill(before.drill);
      panel.store.setApp({ practice: false });
      make();
      await eventually(async () => {
        const menu = JSON.stringify(await desktop.menu(), (key, value: unknown) =>
          key === 'id' ? undefined : value,
        );
        expect(seen, name).not.toContain(menu);
        seen.push(menu);
      });
    }
    expect(seen).toHaveLength(states.length);
  });

  it('does what each kind of item says', async () => {
    panel.store.setCredentials([refusedCredential(1)]);
    panel.store.setHelpers([
      parkedHelper('parked'),
      helperView({ id: 'works', state: { phase: 'ready' } }),
      helperView({ id: 'off', state: { phase: 'cancelled' }, prompt: 'again_' }),
    ]);
    panel.store.setGateway({
      ...panel.state().gateway,
      state: { phase: 'waiting', attempt: 2, since: 0, retryAt: 1, failure: why },
    });
    await eventually(async () => expect(await desktop.labels('Helpers')).toHaveLength(5));
    const [parked = '', , works = '', , off = ''] = await desktop.labels('Helpers');
    const [retry = ''] = (await desktop.labels('Gateway')).slice(2);

    await desktop.open();
    await desktop.click('Needs you', 'Sign in to OpenAI (1 helper waiting)');
    await desktop.click('Helpers', works, 'Open');
    await desktop.click('Helpers', parked, 'Sign in');
    expect(shown).toEqual([
      'opened',
      { signIn: 'openai' },
      { view: 'helper', id: 'works' },
      { signIn: 'openai' },
    ]);
    await desktop.click('New helper', 'Ask…');
    await desktop.click('New helper', 'Codex 5.5', 'Ask…');
    await desktop.click('New helper', 'Codex 5.5', '“again_”');
    await desktop.click('Helpers', works, 'Stop helper');
    await desktop.click('Helpers', off, 'Start again');
    await desktop.click('Gateway', retry);
    await desktop.click('Run drill');
    await desktop.click('Open Bulkhead');
    await desktop.click('Quit (1 helper will stop)');
    expect(panel.asked.map(({ name, input }) => [name, input])).toEqual([
      ['ask.open', { templateId: null }],
      ['ask.open', { templateId: 'codex-5.5' }],
      ['helpers.spawn', { templateId: 'codex-5.5', prompt: 'again_', cwd: '/tmp', isolated: true }],
      ['helpers.stop', { id: 'works' }],
      ['helpers.retry', { id: 'off' }],
      ['gateway.retry', {}],
      ['drill.run', {}],
      ['app.show', {}],
      ['app.quit', {}],
    ]);
  });

  it.each(['last-step', 'start-over', 'leave'])(
    'answers a helper that asks with %s',
    async (how) => {
      const parked = parkedHelper('parked');
      if (parked.state.phase !== 'waiting-for-sign-in') throw new Error('It does not wait.');
      panel.store.setHelpers([{ ...parked, state: { ...parked.state, asks: 'tools-ran' } }]);
      await eventually(async () => expect(await desktop.labels('Needs you')).toHaveLength(1));
      await desktop.click('Needs you', 'parked asks how to go on');
      await desktop.click('Gateway', 'Details');
      expect(shown).toEqual([{ view: 'helper', id: 'parked' }, { view: 'gateway' }]);
      const [line = ''] = await desktop.labels('Helpers');
      const { label = '' } = continueChoices.find((one) => one.how === how) ?? {};
      await desktop.click('Helpers', line, label);
      expect(panel.asked.map(({ name, input }) => [name, input])).toEqual([
        ['helpers.continue', { id: 'parked', how }],
      ]);
    },
  );

  it('shows what hides or turns others round as codes, in the name of whatever it is', async () => {
    const name = '\u202Etset\u0007\u2066';
    panel.store.setCredentials([
      { ...refusedCredential(1), provider: name, label: name },
      { ...refusedCredential(1), id: 'b', provider: name, label: 'b' },
    ]);
    const { settings, templates } = panel.state();
    panel.store.setSettings(
      settings,
      templates.map((one) => ({ ...one, name })),
    );
    panel.store.setHelpers([
      helperView({ id: 'h', name, prompt: name, state: { phase: 'cancelled' } }),
      parkedHelper('מ'.repeat(80)),
    ]);
    const apart = '\u2068<U+202E>tset<U+0007>\u2069';
    await eventually(async () =>
      expect((await desktop.labels('Helpers')).at(-1)).toBe(`${apart}: cancelled`),
    );
    expect((await desktop.labels('Needs you'))[0]).toBe(
      `Sign in to ${apart}, ${apart} (1 helper waiting)`,
    );
    expect((await desktop.labels('New helper'))[2]).toBe(apart);
    const offered = (await desktop.menu()).find(({ label }) => label === 'New helper')?.children;
    expect(offered?.find(({ label }) => label === apart)?.children.at(-1)?.label).toBe(
      `“${apart}”`,
    );
    expect((await desktop.labels('Helpers'))[0]).toBe(`\u2068${'מ'.repeat(70)}…\u2069`);
  });

  it('is there again after the desktop’s panel was restarted', async () => {
    await desktop.menu();
    desktop.stop();
    await eventually(() => expect(presence).toEqual(['shown', 'none']));
    desktop = await StatusNotifierWatcher.start(bus.env.DBUS_SESSION_BUS_ADDRESS);
    await eventually(async () => expect((await desktop.labels()).at(-1)).toBe('Quit'));
    expect(presence).toEqual(['shown', 'none', 'shown']);
  });
});
