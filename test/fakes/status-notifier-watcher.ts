import { Message, MessageType, Variant, sessionBus } from '@particle/dbus-next';
import type { MessageBus } from '@particle/dbus-next';
import { waitFor } from '../support/wait-for.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';

/** A line of a tray's menu as the desktop would draw it. */
export interface MenuLine {
  readonly id: number;
  /** `---` for a separator. */
  readonly label: string;
  readonly enabled: boolean;
  readonly children: readonly MenuLine[];
}

interface Item {
  readonly service: string;
  readonly path: string;
}

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const unwrapped = (value: unknown): unknown => (value instanceof Variant ? value.value : value);

const toLine = (raw: unknown): MenuLine => {
  const [id, properties, children] = asArray(unwrapped(raw));
  const bag = new Map(Object.entries(properties ?? {}));
  const given = unwrapped(bag.get('label'));
  const label = typeof given === 'string' ? given : '';
  return {
    id: Number(id),
    // In a dbusmenu label one underscore marks a key and two are one.
    label: unwrapped(bag.get('type')) === 'separator' ? '---' : label.replaceAll(/_(.)/g, '$1'),
    enabled: unwrapped(bag.get('enabled')) !== false,
    children: asArray(children).map(toLine),
  };
};

/** A desktop's tray on a bus of a test: it takes the item, reads its menu and clicks in it. */
export class StatusNotifierWatcher {
  readonly #bus: MessageBus;
  #items: readonly Item[] = [];
  #refuses = false;

  private constructor(bus: MessageBus) {
    this.#bus = bus;
  }

  /** Takes the watcher's name on the bus; rejects when another one has it. */
  static async start(busAddress: string): Promise<StatusNotifierWatcher> {
    const bus = sessionBus({ busAddress });
    bus.on('error', () => undefined);
    const watcher = new StatusNotifierWatcher(bus);
    bus.addMethodHandler((message: Message) => watcher.#handle(message));
    bus.on('message', (message) => {
      watcher.#forgetLeavers(message);
    });
    await bus.call(
      new Message({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'AddMatch',
        signature: 's',
        body: ["type='signal',member='NameOwnerChanged'"],
      }),
    );
    const primaryOwner = 1;
    if ((await bus.requestName(WATCHER, 4)) !== primaryOwner) throw new Error('there is a tray');
    return watcher;
  }

  /** From now on it takes no item, as a desktop that is full or strict does. */
  refuse(): void {
    this.#refuses = true;
  }

  /** A property of the newest item. */
  async property(name: string): Promise<unknown> {
    const item = await waitFor('a tray item', () => this.#items.at(-1));
    const [value] = await this.#call(item, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
      ITEM,
      name,
    ]);
    return unwrapped(value);
  }

  /** Opens the menu of the newest item, as a desktop tells it. */
  async open(): Promise<void> {
    const item = await waitFor('a tray item', () => this.#items.at(-1));
    await this.#call({ ...item, path: '/com/canonical/dbusmenu' }, MENU, 'AboutToShow', 'i', [0]);
  }

  /** Items that are registered now. */
  get items(): number {
    return this.#items.length;
  }

  /** The newest item's menu, once there is an item and something in it: Chromium adds it later. */
  menu(): Promise<readonly MenuLine[]> {
    return waitFor('a menu with lines', async () => {
      const lines = await this.#layout();
      return lines.length > 0 && lines;
    });
  }

  async #layout(): Promise<readonly MenuLine[]> {
    const item = await waitFor('a tray item', () => this.#items.at(-1));
    const [menuPath] = await this.#call(item, 'org.freedesktop.DBus.Properties', 'Get', 'ss', [
      ITEM,
      'Menu',
    ]);
    const [, layout] = await this.#call(
      { ...item, path: String(unwrapped(menuPath)) },
      MENU,
      'GetLayout',
      'iias',
      [0, -1, []],
    );
    return toLine(layout).children;
  }

  /** The labels of the menu, or of one of its submenus. */
  async labels(submenu?: string): Promise<readonly string[]> {
    const lines = await this.menu();
    const shown =
      submenu === undefined
        ? lines
        : (lines.find(({ label }) => label === submenu)?.children ?? []);
    return shown.map(({ label }) => label);
  }

  /** Clicks the item with these labels, from the top of the menu down. */
  async click(...labels: readonly string[]): Promise<void> {
    let lines = await this.menu();
    let found: MenuLine | undefined;
    for (const label of labels) {
      found = lines.find((line) => line.label === label);
      if (found === undefined) throw new Error(`no item ${labels.join(' > ')}`);
      lines = found.children;
    }
    const item = this.#items.at(-1);
    if (found === undefined || item === undefined) throw new Error('nothing to click');
    await this.#call({ ...item, path: '/com/canonical/dbusmenu' }, MENU, 'Event', 'isvu', [
      found.id,
      'clicked',
      new Variant('s', ''),
      0,
    ]);
  }

  /** Leaves the bus, as a desktop's panel does when it is restarted. */
  stop(): void {
    this.#bus.disconnect();
  }

  async #call(
    { service, path }: Item,
    iface: string,
    member: string,
    signature: string,
    body: unknown[],
  ): Promise<readonly unknown[]> {
    const reply = await this.#bus.call(
      new Message({ destination: service, path, interface: iface, member, signature, body }),
    );
    const answer: readonly unknown[] = reply?.body ?? [];
    return answer;
  }

  #handle(message: Message): boolean {
    if (message.type !== MessageType.METHOD_CALL) return false;
    const [first, second] = message.body as readonly unknown[];
    if (message.interface === WATCHER && message.member === 'RegisterStatusNotifierItem') {
      const name = String(first);
      const item = name.startsWith('/')
        ? { service: message.sender, path: name }
        : { service: name, path: '/StatusNotifierItem' };
      if (this.#refuses) {
        // The library's types ask for a text where it takes the message.
        this.#bus.send(Message.newError(message as never, 'org.example.Full', 'no more'));
        return true;
      }
      this.#items = [...this.#items, item];
      this.#bus.send(Message.newMethodReturn(message));
      return true;
    }
    if (message.interface === WATCHER && message.member === 'RegisterStatusNotifierHost') {
      this.#bus.send(Message.newMethodReturn(message));
      return true;
    }
    if (message.interface === 'org.freedesktop.DBus.Properties' && message.member === 'Get') {
      const value =
        second === 'IsStatusNotifierHostRegistered' ? new Variant('b', true) : new Variant('i', 0);
      this.#bus.send(Message.newMethodReturn(message, 'v', [value]));
      return true;
    }
    return false;
  }

  #forgetLeavers(message: Message): void {
    if (message.member !== 'NameOwnerChanged') return;
    const [name, , newOwner] = message.body as readonly unknown[];
    if (newOwner !== '') return;
    this.#items = this.#items.filter(({ service }) => service !== name);
  }
}
