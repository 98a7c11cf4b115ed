import { Variant } from '@particle/dbus-next';

import type { Log } from '../base/log.ts';
import { DbusMenu, wireNode } from './dbus-menu.ts';
import { openSessionBus, type BusAnswer, type BusAsked, type ServingBus } from './session-bus.ts';
import type { TrayIcon } from './tray.ts';
import type { TrayAction } from './tray-menu.ts';
import { trayPicture, type TrayMood } from './tray-picture.ts';

const ITEM = { path: '/StatusNotifierItem', interface: 'org.kde.StatusNotifierItem' } as const;
const MENU = { path: '/com/canonical/dbusmenu', interface: 'com.canonical.dbusmenu' } as const;
const PROPERTIES = 'org.freedesktop.DBus.Properties';

/** Heights of panels, and twice that for dense screens. */
const sizes = [22, 24, 32, 48] as const;

interface TrayItemOptions {
  readonly busAddress: string | undefined;
  readonly pid: number;
  readonly log: Log;
  readonly act: (action: TrayAction) => void;
  /** The person looks at the menu. */
  readonly onOpened: () => void;
  /** The desktop does not take it, or its bus cannot be used. */
  readonly onRefused: () => void;
}

const pictures = (mood: TrayMood): Variant =>
  new Variant(
    'a(iiay)',
    sizes.map((size) => [size, size, Buffer.from(trayPicture(mood, size).argb)]),
  );
const noPicture = new Variant('a(iiay)', []);
const text = (value: string): Variant => new Variant('s', value);

const nothing: BusAnswer = { signature: '', arguments: [] };
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : -1);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

let made = 0;

/**
 * Our own item of the desktop's tray (StatusNotifierItem and com.canonical.dbusmenu), on a connection
 * of its own. Chromium's has its own id and no title, never tells that a desktop refused it, and
 * cannot ask for attention.
 */
export const openTrayItem = (options: TrayItemOptions): TrayIcon => {
  const { act, busAddress, log, onOpened, onRefused, pid } = options;
  const menu = new DbusMenu();
  const name = `org.kde.StatusNotifierItem-${pid}-${(made += 1)}`;
  let summary = '';
  let mood: TrayMood = 'idle';
  let bus: ServingBus | null = null;
  let isGone = false;

  const isUrgent = (): boolean => mood === 'error' || mood === 'attention';
  const itemProperties = (): Readonly<Record<string, Variant>> => ({
    Category: text('ApplicationStatus'),
    Id: text('bulkhead'),
    Title: text('Bulkhead'),
    Status: text(isUrgent() ? 'NeedsAttention' : 'Active'),
    WindowId: new Variant('i', 0),
    IconName: text(''),
    IconThemePath: text(''),
    IconPixmap: pictures(mood),
    OverlayIconName: text(''),
    OverlayIconPixmap: noPicture,
    AttentionIconName: text(''),
    AttentionIconPixmap: isUrgent() ? pictures(mood) : noPicture,
    AttentionMovieName: text(''),
    ToolTip: new Variant('(sa(iiay)ss)', ['', [], 'Bulkhead', summary]),
    ItemIsMenu: new Variant('b', false),
    Menu: new Variant('o', MENU.path),
  });
  const menuProperties = (): Readonly<Record<string, Variant>> => ({
    Version: new Variant('u', 3),
    TextDirection: text('ltr'),
    Status: text(isUrgent() ? 'notice' : 'normal'),
    IconThemePath: new Variant('as', []),
  });

  const property = ({ path, member, body: [, asked] }: BusAsked): BusAnswer | null => {
    const all = path === ITEM.path ? itemProperties() : menuProperties();
    if (member === 'GetAll') return { signature: 'a{sv}', arguments: [all] };
    const value = member === 'Get' ? all[String(asked)] : undefined;
    return value === undefined ? null : { signature: 'v', arguments: [value] };
  };
  const happened = (id: unknown, event: unknown): void => {
    if (event === 'opened' && id === 0) onOpened();
    const action = event === 'clicked' ? menu.action(numberOf(id)) : undefined;
    if (action !== undefined) act(action);
  };
  const ofMenu = ({ member, body }: BusAsked): BusAnswer | null => {
    const [first, second] = body;
    switch (member) {
      case 'GetLayout': {
        const found = menu.layout(numberOf(first), numberOf(second));
        return found === undefined
          ? null
          : { signature: 'u(ia{sv}av)', arguments: [menu.revision, wireNode(found)] };
      }
      case 'GetGroupProperties': {
        const nodes = listOf(first).flatMap((id) => menu.layout(numberOf(id), 0) ?? []);
        return { signature: 'a(ia{sv})', arguments: [nodes] };
      }
      case 'GetProperty': {
        const value = menu.layout(numberOf(first), 0)?.[1][String(second)];
        return value === undefined ? null : { signature: 'v', arguments: [value] };
      }
      case 'Event':
        happened(first, second);
        return nothing;
      case 'EventGroup':
        for (const [id, event] of listOf(first).map(listOf)) happened(id, event);
        return { signature: 'ai', arguments: [[]] };
      case 'AboutToShow':
        if (first === 0) onOpened();
        return { signature: 'b', arguments: [false] };
      case 'AboutToShowGroup':
        if (listOf(first).includes(0)) onOpened();
        return { signature: 'aiai', arguments: [[], []] };
      default:
        return null;
    }
  };
  const ofItem = ({ member }: BusAsked): BusAnswer | null => {
    switch (member) {
      case 'Activate':
      case 'SecondaryActivate':
        act({ kind: 'command', name: 'app.show' });
        return nothing;
      case 'ContextMenu':
      case 'Scroll':
        return nothing;
      default:
        return null;
    }
  };
  const answer = (asked: BusAsked): BusAnswer | null => {
    if (asked.path !== ITEM.path && asked.path !== MENU.path) return null;
    switch (asked.interface) {
      case PROPERTIES:
        return property(asked);
      case ITEM.interface:
        return asked.path === ITEM.path ? ofItem(asked) : null;
      case MENU.interface:
        return asked.path === MENU.path ? ofMenu(asked) : null;
      default:
        return null;
    }
  };

  const register = async (opened: ServingBus): Promise<void> => {
    const itself = {
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
    };
    await opened.call({ ...itself, member: 'RequestName', signature: 'su', arguments: [name, 4] });
    await opened.call({
      destination: 'org.kde.StatusNotifierWatcher',
      path: '/StatusNotifierWatcher',
      interface: 'org.kde.StatusNotifierWatcher',
      member: 'RegisterStatusNotifierItem',
      signature: 's',
      arguments: [name],
    });
  };
  const refuse = (error: unknown): void => {
    if (isGone) return;
    log.warn('tray item refused', { error });
    onRefused();
  };
  try {
    bus = openSessionBus(busAddress);
    bus?.serve(answer);
    bus?.onLost(refuse);
    if (bus !== null) register(bus).catch(refuse);
  } catch (error) {
    setImmediate(() => refuse(error));
  }

  const tell = (
    of: typeof ITEM | typeof MENU,
    member: string,
    signature = '',
    body: unknown[] = [],
  ) => bus?.emit({ ...of, member, signature, arguments: body });
  return {
    show(items, words, next) {
      menu.show(items);
      tell(MENU, 'LayoutUpdated', 'ui', [menu.revision, 0]);
      if (words !== summary) {
        summary = words;
        tell(ITEM, 'NewToolTip');
      }
      if (next === mood) return;
      mood = next;
      tell(ITEM, 'NewIcon');
      tell(ITEM, 'NewAttentionIcon');
      tell(ITEM, 'NewStatus', 's', [isUrgent() ? 'NeedsAttention' : 'Active']);
    },
    destroy() {
      isGone = true;
      bus?.disconnect();
      bus = null;
    },
  };
};
