import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSessionBus } from '../../../build/system/session-bus.mjs';
import { silentLog } from '../../../electron/base/log.ts';
import { openTrayItem } from '../../../electron/shell/tray-item.ts';
import type { TrayItem } from '../../../electron/shell/tray-menu.ts';
import { StatusNotifierWatcher } from '../../fakes/status-notifier-watcher.ts';
import { eventually } from '../../support/eventually.ts';

let folder: string;
let bus: Awaited<ReturnType<typeof startSessionBus>>;
let desktop: StatusNotifierWatcher;
let stops: (() => void)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bus-'));
  bus = await startSessionBus(folder);
  desktop = await StatusNotifierWatcher.start(bus.env.DBUS_SESSION_BUS_ADDRESS);
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) stop();
  desktop.stop();
  await bus.stop();
  await rm(folder, { recursive: true });
});

const items: readonly TrayItem[] = [
  { kind: 'text', label: 'Practice: connected' },
  { kind: 'separator' },
  {
    kind: 'submenu',
    label: 'New helper',
    items: [{ kind: 'item', label: 'Ask_it', action: { kind: 'ask', templateId: 'a' } }],
  },
];

const make = (busAddress = bus.env.DBUS_SESSION_BUS_ADDRESS) => {
  const told: unknown[] = [];
  const item = openTrayItem({
    busAddress,
    pid: process.pid,
    log: silentLog,
    act: (action) => told.push(action),
    onOpened: () => told.push('opened'),
    onRefused: () => told.push('refused'),
  });
  stops.push(() => item.destroy());
  item.show(items, 'Practice: connected', 'idle');
  return { item, told };
};

describe('openTrayItem', () => {
  it('is known by our name, and shows its lines', async () => {
    make();
    expect(await desktop.property('Id')).toBe('bulkhead');
    expect(await desktop.property('Title')).toBe('Bulkhead');
    expect(await desktop.menu()).toMatchObject([
      { label: 'Practice: connected', enabled: false },
      { label: '---' },
      { label: 'New helper', children: [{ label: 'Ask_it' }] },
    ]);
  });

  it('tells what was clicked, and that the menu was opened', async () => {
    const { told } = make();
    await desktop.open();
    await desktop.click('New helper', 'Ask_it');
    await desktop.click('Practice: connected');
    expect(told).toEqual(['opened', { kind: 'ask', templateId: 'a' }]);
  });

  it('asks for attention with a picture of its own', async () => {
    const { item } = make();
    expect(await desktop.property('Status')).toBe('Active');
    const calm = await desktop.property('IconPixmap');
    item.show(items, 'Practice: connected · 1 failed', 'error');
    expect(await desktop.property('Status')).toBe('NeedsAttention');
    const urgent = await desktop.property('AttentionIconPixmap');
    expect(urgent).not.toEqual(calm);
    expect(urgent).toHaveLength(4);
    expect(JSON.stringify(await desktop.property('ToolTip'))).toContain('1 failed');
  });

  it('tells that it was refused, once', async () => {
    desktop.refuse();
    const { told } = make();
    await eventually(() => expect(told).toEqual(['refused']));
  });

  it('tells a bus that goes or cannot be used as well', async () => {
    const { told } = make();
    await desktop.menu();
    await bus.stop();
    await eventually(() => expect(told).toEqual(['refused']));
    const elsewhere = make('nonsense');
    await eventually(() => expect(elsewhere.told).toEqual(['refused']));
  });

  it('is gone once it is taken away', async () => {
    const { item, told } = make();
    await desktop.menu();
    item.destroy();
    item.show(items, 'late', 'error');
    await eventually(() => expect(desktop.items).toBe(0));
    expect(told).toEqual([]);
  });
});
