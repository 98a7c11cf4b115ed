import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../electron/base/clock.ts';
import { setupTray } from '../../../electron/shell/tray.ts';
import { failure } from '../../../shared/failure.ts';
import { failed } from '../../../shared/result.ts';
import type { TrayAction, TrayItem } from '../../../electron/shell/tray-menu.ts';
import { eventually } from '../../support/eventually.ts';
import { helperView, scriptedPanel } from '../../support/scripted-panel.ts';

const start = () => {
  const panel = scriptedPanel();
  const icons: {
    menus: (readonly TrayItem[])[];
    gone: boolean;
    act: (action: TrayAction) => void;
    onRefused: () => void;
  }[] = [];
  const presence: string[] = [];
  const shown: unknown[] = [];
  let host: (present: boolean) => void = () => undefined;
  const stop = setupTray({
    clock: systemClock,
    panel,
    navigate: (target) => shown.push(target),
    signIn: (credentialId) => shown.push(`sign in to ${credentialId}`),
    onOpened: () => shown.push('opened'),
    askFor: (draft) => shown.push({ askFor: draft }),
    onRefused: (why) => shown.push(`refused: ${why.kind}`),
    makeIcon: (tells) => {
      const icon = { menus: [] as (readonly TrayItem[])[], gone: false, ...tells };
      icons.push(icon);
      return {
        show: (items) => icon.menus.push(items),
        destroy: () => {
          icon.gone = true;
        },
      };
    },
    watchHost: (onChange) => {
      host = onChange;
      return () => presence.push('stopped');
    },
    onPresence: (tray) => presence.push(tray),
  });
  return { panel, icons, presence, shown, stop, host: (present: boolean) => host(present) };
};

describe('setupTray', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('makes no icon where there is no tray, and says so', () => {
    const { icons, presence, host } = start();
    host(false);
    expect(icons).toHaveLength(0);
    expect(presence).toEqual(['none']);
  });

  it('begins a drill and shows it', () => {
    const { icons, panel, shown, host } = start();
    host(true);
    icons[0]?.act({ kind: 'drill' });
    expect(shown).toEqual([{ view: 'drill' }]);
    expect(panel.asked).toEqual([{ name: 'drill.run', input: {}, origin: 'tray' }]);
  });

  it('makes a new icon for a tray that appears later, and for one that comes back', () => {
    const { icons, presence, host } = start();
    host(false);
    host(true);
    host(false);
    host(true);
    expect(icons.map(({ gone }) => gone)).toEqual([true, false]);
    expect(icons[1]?.menus).toHaveLength(1);
    expect(presence).toEqual(['none', 'shown', 'none', 'shown']);
  });

  it('gathers changes, ends on the newest, and leaves the menu alone when nothing in it changed', async () => {
    vi.useFakeTimers();
    const { panel, icons, host } = start();
    host(true);
    for (let count = 1; count <= 20; count += 1) {
      panel.store.setHelpers(Array.from({ length: count }, (_, id) => helperView({ id: `${id}` })));
    }
    await vi.advanceTimersByTimeAsync(1_000);
    const menus = icons[0]?.menus ?? [];
    expect(menus.length).toBeLessThanOrEqual(3);
    expect(menus.at(-1)?.[0]).toMatchObject({ label: 'OpenClaw: not connected · 20 working' });
    panel.store.setHelpers([...panel.state().helpers]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(icons[0]?.menus).toHaveLength(menus.length);
  });

  it('asks for commands as the tray and opens what an item names', () => {
    const { panel, icons, shown, host } = start();
    host(true);
    icons[0]?.act({ kind: 'command', name: 'app.quit' });
    icons[0]?.act({ kind: 'navigate', target: { view: 'gateway' } });
    icons[0]?.act({ kind: 'sign-in', credentialId: 'openai' });
    expect(panel.asked).toEqual([{ name: 'app.quit', input: {}, origin: 'tray' }]);
    expect(shown).toEqual([{ view: 'gateway' }, 'sign in to openai']);
  });

  it('acts on a helper, and starts one like it', async () => {
    const { panel, icons, shown, host } = start();
    panel.store.setHelpers([
      helperView({ id: 'h', prompt: 'review', cwd: '/work', isolated: false }),
    ]);
    host(true);
    icons[0]?.act({ kind: 'command', name: 'helpers.stop', input: { id: 'h' } });
    icons[0]?.act({ kind: 'start-like', helperId: 'h' });
    expect(panel.asked).toEqual([
      { name: 'helpers.stop', input: { id: 'h' }, origin: 'tray' },
      {
        name: 'helpers.spawn',
        input: { templateId: 'codex-5.5', prompt: 'review', cwd: '/work', isolated: false },
        origin: 'tray',
      },
    ]);
    await Promise.resolve();
    expect(shown).toEqual([]);
  });

  it('tells what was refused, also of a helper that is gone', async () => {
    const { panel, icons, shown, host } = start();
    host(true);
    panel.answer(() => failed(failure({ kind: 'unexpected' })));
    icons[0]?.act({ kind: 'command', name: 'helpers.retry', input: { id: 'h' } });
    icons[0]?.act({ kind: 'start-like', helperId: 'gone' });
    await eventually(() => expect(shown).toEqual(['refused: unknown-id', 'refused: unexpected']));
  });

  it('asks in the small window for the yes that a start needs', async () => {
    const { panel, icons, shown, host } = start();
    panel.store.setHelpers([helperView({ id: 'h', prompt: 'tidy up', cwd: '/home/ana' })]);
    host(true);
    panel.answer(() => failed(failure({ kind: 'needs-confirmation', what: 'It writes there' })));
    icons[0]?.act({ kind: 'start-like', helperId: 'h' });
    const draft = { templateId: 'codex-5.5', prompt: 'tidy up', cwd: '/home/ana' };
    await eventually(() => expect(shown).toEqual([{ askFor: draft }]));
  });

  it('takes a tray that refuses the icon for none, until it comes back', () => {
    const { icons, presence, host } = start();
    host(true);
    icons[0]?.onRefused();
    icons[0]?.onRefused();
    expect(presence).toEqual(['shown', 'none']);
    expect(icons[0]?.gone).toBe(true);
    host(false);
    host(true);
    expect(presence.at(-1)).toBe('shown');
  });

  it('takes the icon away when it is stopped', () => {
    const { icons, presence, stop, host } = start();
    host(true);
    stop();
    expect(icons[0]?.gone).toBe(true);
    expect(presence.at(-1)).toBe('stopped');
  });
});
