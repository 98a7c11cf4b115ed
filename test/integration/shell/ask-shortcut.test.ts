import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { silentLog } from '../../../electron/base/log.ts';
import { followAskShortcut } from '../../../electron/shell/ask-shortcut.ts';
import type { Settings } from '../../../shared/settings.ts';
import { startPrivateBus, type PrivateBus } from '../../fakes/session-bus.ts';
import { ShortcutPortal, type PortalManner } from '../../fakes/shortcut-portal.ts';
import { scriptedPanel } from '../../support/scripted-panel.ts';
import { eventually } from '../../support/eventually.ts';

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

const portalWith = async (manner: PortalManner = {}): Promise<ShortcutPortal> => {
  const portal = await ShortcutPortal.start(bus.address, manner);
  stops.push(() => portal.stop());
  return portal;
};

/** Follows the setting, which is put into the state as the panel does. */
const follow = (options: { busAddress?: string | undefined; timeoutMs?: number } = {}) => {
  const panel = scriptedPanel();
  const seen = { pressed: 0, phases: [] as string[] };
  const set = (askShortcut: Settings['askShortcut']): void => {
    const { settings, templates } = panel.state();
    panel.store.setSettings({ ...settings, askShortcut }, templates);
  };
  stops.push(
    followAskShortcut({
      panel,
      busAddress: bus.address,
      appId: 'org.bulkhead.Bulkhead',
      clock: systemClock,
      random: () => 0,
      log: silentLog,
      ...options,
      onFound: (askShortcut) => {
        seen.phases.push(askShortcut.phase);
        panel.store.setApp({ askShortcut });
      },
      onPressed: () => (seen.pressed += 1),
    }),
  );
  const shows = (shortcut: object): Promise<void> =>
    eventually(() => expect(panel.state().app.askShortcut).toEqual(shortcut));
  return { panel, seen, set, shows };
};

describe('the global shortcut', () => {
  it('asks nobody while it is off', async () => {
    const portal = await portalWith();
    const { panel, seen, set, shows } = follow();
    expect([panel.state().app.askShortcut, seen.phases]).toEqual([{ phase: 'off' }, []]);
    set('on');
    await shows({ phase: 'bound', trigger: 'Ctrl+Alt+Space' });
    set('off');
    await shows({ phase: 'off' });
    expect(portal.asked).toEqual(['Register', 'CreateSession', 'BindShortcuts']);
  });

  it('registers the program first, offers its keys, and is pressed', async () => {
    const portal = await portalWith();
    const { seen, set, shows } = follow();
    set('on');
    await shows({ phase: 'bound', trigger: 'Ctrl+Alt+Space' });
    expect(portal.asked[0]).toBe('Register');
    expect(portal.appId).toBe('org.bulkhead.Bulkhead');
    expect(portal.offered).toMatchObject([
      ['ask', { preferred_trigger: { value: 'CTRL+ALT+space' } }],
    ]);
    portal.press('another');
    portal.press('ask', '/of/another/program');
    portal.press();
    portal.rebind('Super+A');
    await shows({ phase: 'bound', trigger: 'Super+A' });
    expect(seen.pressed).toBe(1);
  });

  it('heeds nobody but the portal', async () => {
    const portal = await portalWith();
    const { seen, set, shows } = follow();
    set('on');
    await shows({ phase: 'bound', trigger: 'Ctrl+Alt+Space' });
    const stranger = await portalWith();
    stranger.pretendFor(portal);
    stranger.press();
    stranger.rebind('Ctrl+C');
    // The stranger's signals are with the program before this one is.
    await stranger.isHeard();
    portal.rebind('Super+A');
    await shows({ phase: 'bound', trigger: 'Super+A' });
    expect(seen).toEqual({ pressed: 0, phases: ['asking', 'asking', 'bound', 'bound'] });
  });

  it.each([1, 2] as const)(
    'is refused with %i, and offered again only on request',
    async (bind) => {
      const portal = await portalWith({ bind });
      const { set, shows } = follow();
      set('on');
      await shows({ phase: 'refused' });
      set('off');
      await shows({ phase: 'off' });
      set('on');
      await shows({ phase: 'refused' });
      expect(portal.asked.filter((member) => member === 'BindShortcuts')).toHaveLength(2);
    },
  );

  it('waits for a dialog, and forgets it when it is switched off', async () => {
    const portal = await portalWith({ bind: null });
    const { panel, set, shows } = follow({ timeoutMs: 300 });
    set('on');
    await eventually(() => expect(portal.asked).toContain('BindShortcuts'));
    expect(panel.state().app.askShortcut).toEqual({ phase: 'asking' });
    set('off');
    await shows({ phase: 'off' });
  });

  it.each([
    ['knows no shortcuts', { knows: false }],
    ['answers nothing', { answers: false }],
  ])('is said to be none where the portal %s', async (_what, manner) => {
    await portalWith(manner);
    const { set, shows } = follow({ timeoutMs: 300 });
    set('on');
    await shows({ phase: 'none' });
  });

  it.each([undefined, '', 'nonsense', 'unix:path=/nowhere/at/all'])(
    'is said to be none without a bus (%s)',
    async (busAddress) => {
      const { set, shows } = follow({ busAddress });
      set('on');
      await shows({ phase: 'none' });
    },
  );

  it('is bound by a portal that comes late, dies and comes back', async () => {
    const { seen, set, shows } = follow();
    set('on');
    await shows({ phase: 'none' });
    const late = await portalWith({ trigger: 'first' });
    await shows({ phase: 'bound', trigger: 'first' });
    late.stop();
    await shows({ phase: 'none' });
    const again = await portalWith({ trigger: 'second' });
    await shows({ phase: 'bound', trigger: 'second' });
    again.press();
    await eventually(() => expect(seen.pressed).toBe(1));
  });

  it('is none when the portal dies over its dialog', async () => {
    const portal = await portalWith({ bind: null });
    const { set, shows } = follow();
    set('on');
    await eventually(() => expect(portal.asked).toContain('BindShortcuts'));
    portal.stop();
    await shows({ phase: 'none' });
  });

  it('ends once the desktop takes it away', async () => {
    const portal = await portalWith();
    const { seen, set, shows } = follow();
    set('on');
    await shows({ phase: 'bound', trigger: 'Ctrl+Alt+Space' });
    portal.closeSession();
    await shows({ phase: 'refused' });
    portal.press();
    set('off');
    await shows({ phase: 'off' });
    expect(seen.pressed).toBe(0);
  });
});
