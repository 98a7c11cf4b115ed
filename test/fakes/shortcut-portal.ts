import { Message, MessageType, Variant, sessionBus } from '@particle/dbus-next';
import type { MessageBus } from '@particle/dbus-next';

const PORTAL = 'org.freedesktop.portal.Desktop';
const PATH = '/org/freedesktop/portal/desktop';
const SHORTCUTS = 'org.freedesktop.portal.GlobalShortcuts';
const SESSION = `${PATH}/session/of/app`;

/** How a portal behaves. */
export interface PortalManner {
  /** The code that binding is answered with; null: the dialog stays open. */
  readonly bind?: 0 | 1 | 2 | null;
  /** False: it knows no global shortcuts. */
  readonly knows?: boolean;
  /** False: it answers no call at all. */
  readonly answers?: boolean;
  readonly trigger?: string;
}

/** The part of xdg-desktop-portal that binds global shortcuts, on a bus of a test. */
export class ShortcutPortal {
  /** Members that were called, in order. */
  readonly asked: string[] = [];
  appId: unknown;
  offered: unknown;
  readonly #bus: MessageBus;
  readonly #manner: PortalManner;
  #caller = '';
  #stopped = false;

  private constructor(bus: MessageBus, manner: PortalManner) {
    this.#bus = bus;
    this.#manner = manner;
  }

  static async start(busAddress: string, manner: PortalManner = {}): Promise<ShortcutPortal> {
    const bus = sessionBus({ busAddress });
    bus.on('error', () => undefined);
    const portal = new ShortcutPortal(bus, manner);
    bus.addMethodHandler((message: Message) => portal.#handle(message));
    await bus.requestName(PORTAL, 4);
    return portal;
  }

  /** The person presses the keys of this shortcut. */
  press(id = 'ask', session = SESSION): void {
    this.#signal(PATH, SHORTCUTS, 'Activated', 'osta{sv}', [session, id, 0n, {}]);
  }

  /** Speaks to the program that spoke to another portal. */
  pretendFor(other: ShortcutPortal): void {
    this.#caller = other.#caller;
  }

  /** Settles once the bus has passed on what was said until now. */
  async isHeard(): Promise<void> {
    const to = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus' };
    await this.#bus.call(
      new Message({ ...to, interface: 'org.freedesktop.DBus', member: 'GetId' }),
    );
  }

  /** The person chose other keys in the settings of the desktop. */
  rebind(trigger: string): void {
    this.#signal(PATH, SHORTCUTS, 'ShortcutsChanged', 'oa(sa{sv})', [
      SESSION,
      [['ask', { trigger_description: new Variant('s', trigger) }]],
    ]);
  }

  /** The desktop takes the shortcuts away. */
  closeSession(): void {
    this.#signal(SESSION, 'org.freedesktop.portal.Session', 'Closed', 'a{sv}', [{}]);
  }

  stop(): void {
    this.#stopped = true;
    this.#bus.disconnect();
  }

  #signal(path: string, of: string, member: string, signature: string, body: unknown[]): void {
    const to = { path, interface: of, member, signature, body, destination: this.#caller };
    this.#bus.send(new Message({ ...to, type: MessageType.SIGNAL }));
  }

  /** The answer comes before the reply, as it may. */
  #answer(message: Message, options: Record<string, Variant>, code: number, results: object): void {
    const handle = `${PATH}/request/of/${String(options.handle_token?.value)}`;
    const of = 'org.freedesktop.portal.Request';
    this.#signal(handle, of, 'Response', 'ua{sv}', [code, results]);
    this.#bus.send(Message.newMethodReturn(message, 'o', [handle]));
  }

  #handle(message: Message): boolean {
    // What was asked on the way out can no longer be answered.
    if (this.#stopped || this.#manner.answers === false) return true;
    if (message.type !== MessageType.METHOD_CALL || message.path !== PATH) return false;
    const { bind = 0, knows = true, trigger = 'Ctrl+Alt+Space' } = this.#manner;
    const body: unknown[] = message.body;
    this.#caller = message.sender;
    this.asked.push(message.member);
    if (message.member === 'Register') {
      this.appId = body[0];
      this.#bus.send(Message.newMethodReturn(message, '', []));
      return true;
    }
    if (!knows || message.interface !== SHORTCUTS) return false;
    if (message.member === 'CreateSession') {
      const options = body[0] as Record<string, Variant>;
      this.#answer(message, options, 0, { session_handle: new Variant('s', SESSION) });
      return true;
    }
    if (message.member !== 'BindShortcuts') return false;
    this.offered = body[1];
    const options = body[3] as Record<string, Variant>;
    const bound = [['ask', { trigger_description: new Variant('s', trigger) }]];
    if (bind === null) {
      const handle = `${PATH}/request/of/${String(options.handle_token?.value)}`;
      this.#bus.send(Message.newMethodReturn(message, 'o', [handle]));
    } else {
      const results = bind === 0 ? { shortcuts: new Variant('a(sa{sv})', bound) } : {};
      this.#answer(message, options, bind, results);
    }
    return true;
  }
}
