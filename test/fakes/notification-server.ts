import { Message, MessageType, sessionBus } from '@particle/dbus-next';
import type { MessageBus } from '@particle/dbus-next';

const NAME = 'org.freedesktop.Notifications';

/** A notice as the desktop was asked to show it. */
export interface SeenNotice {
  readonly id: number;
  readonly title: string;
  readonly body: string;
  /** Epoch ms. */
  readonly at: number;
  /** True once the program took it back. */
  isClosed: boolean;
}

/** A desktop's notices on a bus of a test (Desktop Notifications Specification 1.2). */
export class NotificationServer {
  readonly #bus: MessageBus;
  readonly #seen: SeenNotice[] = [];

  private constructor(bus: MessageBus) {
    this.#bus = bus;
  }

  /** Takes the name on the bus; rejects when another one has it. */
  static async start(busAddress: string): Promise<NotificationServer> {
    const bus = sessionBus({ busAddress });
    bus.on('error', () => undefined);
    const server = new NotificationServer(bus);
    bus.addMethodHandler((message: Message) => server.#handle(message));
    const primaryOwner = 1;
    if ((await bus.requestName(NAME, 4)) !== primaryOwner) throw new Error('notices are shown');
    return server;
  }

  /** Every notice so far, those that were closed included. */
  get seen(): readonly Readonly<SeenNotice>[] {
    return this.#seen;
  }

  /** Clicks a notice as a person does. */
  click(id: number): void {
    this.#signal('ActionInvoked', 'us', [id, 'default']);
  }

  /** Leaves the bus. */
  stop(): void {
    this.#bus.disconnect();
  }

  #signal(member: string, signature: string, body: unknown[]): void {
    this.#bus.send(
      Message.newSignal('/org/freedesktop/Notifications', NAME, member, signature, body),
    );
  }

  #handle(message: Message): boolean {
    if (message.type !== MessageType.METHOD_CALL || message.interface !== NAME) return false;
    const body = message.body as readonly unknown[];
    switch (message.member) {
      case 'GetCapabilities':
        this.#bus.send(Message.newMethodReturn(message, 'as', [['actions', 'body']]));
        return true;
      case 'GetServerInformation':
        this.#bus.send(Message.newMethodReturn(message, 'ssss', ['test', 'test', '1', '1.2']));
        return true;
      case 'Notify': {
        const id = this.#seen.length + 1;
        const [, , , title, text] = body;
        const at = Date.now();
        this.#seen.push({ id, title: String(title), body: String(text), at, isClosed: false });
        this.#bus.send(Message.newMethodReturn(message, 'u', [id]));
        return true;
      }
      case 'CloseNotification': {
        const [id] = body;
        for (const notice of this.#seen) if (notice.id === id) notice.isClosed = true;
        this.#bus.send(Message.newMethodReturn(message));
        this.#signal('NotificationClosed', 'uu', [id, 3]);
        return true;
      }
      default:
        return false;
    }
  }
}
