import { Message, MessageType, Variant, sessionBus } from '@particle/dbus-next';
import type { MessageBus } from '@particle/dbus-next';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

/** A notice as the desktop was asked to show it. */
export interface SeenNotice {
  readonly id: number;
  /** The notice that it takes the place of; 0 for a new one. */
  readonly replaces: number;
  readonly title: string;
  readonly body: string;
  /** Keys and labels by turns. */
  readonly actions: readonly string[];
  readonly hints: Readonly<Record<string, unknown>>;
  /** Epoch ms. */
  readonly at: number;
  /** True once it is off the screen: taken back, clicked or dismissed. */
  isClosed: boolean;
}

/**
 * A desktop's notices on a bus of a test (Desktop Notifications Specification 1.2): it shows, and
 * its person clicks and dismisses.
 */
export class NotificationServer {
  readonly #bus: MessageBus;
  readonly #capabilities: readonly string[];
  readonly #seen: SeenNotice[] = [];
  #lastId = 0;
  /** What is said to the next notices instead of showing them; null: they are shown. */
  refusal: string | null = null;
  /** It takes calls of Notify and answers none. */
  isSilent = false;
  #clickAtOnce: string | null = null;

  private constructor(bus: MessageBus, capabilities: readonly string[]) {
    this.#bus = bus;
    this.#capabilities = capabilities;
  }

  /** Takes the name on the bus; rejects when another one has it. */
  static async start(
    busAddress: string,
    capabilities: readonly string[] = ['actions', 'body', 'body-markup'],
  ): Promise<NotificationServer> {
    const bus = sessionBus({ busAddress });
    bus.on('error', () => undefined);
    const server = new NotificationServer(bus, capabilities);
    bus.addMethodHandler((message: Message) => server.#handle(message));
    const primaryOwner = 1;
    if ((await bus.requestName(NAME, 4)) !== primaryOwner) throw new Error('there are notices');
    return server;
  }

  /** Every call of Notify, in order, of those that were closed as well. */
  get seen(): readonly Readonly<SeenNotice>[] {
    return this.#seen;
  }

  /** How many notices are on the screen now. */
  get open(): number {
    return new Set(this.#seen.filter(({ isClosed }) => !isClosed).map(({ id }) => id)).size;
  }

  /** Clicks a notice, or one of its buttons, as a person does; it closes with that. */
  click(id: number, key = 'default'): void {
    this.#signal('ActionInvoked', 'us', [id, key]);
    this.dismiss(id);
  }

  /** Clicks the next notice in the very moment of its answer. */
  clickNextAtOnce(key = 'default'): void {
    this.#clickAtOnce = key;
  }

  dismiss(id: number): void {
    this.#gone(id, 2);
  }

  /** Leaves the bus. */
  stop(): void {
    this.#bus.disconnect();
  }

  #gone(id: number, reason: number): void {
    const open = this.#seen.filter((notice) => notice.id === id && !notice.isClosed);
    for (const notice of open) notice.isClosed = true;
    if (open.length > 0) this.#signal('NotificationClosed', 'uu', [id, reason]);
  }

  #signal(member: string, signature: string, body: unknown[]): void {
    this.#bus.send(Message.newSignal(PATH, NAME, member, signature, body));
  }

  #handle(message: Message): boolean {
    if (message.type !== MessageType.METHOD_CALL || message.interface !== NAME) return false;
    const body = message.body as readonly unknown[];
    switch (message.member) {
      case 'GetCapabilities':
        this.#bus.send(Message.newMethodReturn(message, 'as', [[...this.#capabilities]]));
        return true;
      case 'GetServerInformation':
        this.#bus.send(Message.newMethodReturn(message, 'ssss', ['test', 'test', '1', '1.2']));
        return true;
      case 'Notify': {
        if (this.isSilent) return true;
        if (this.refusal !== null) {
          // The library's types have its arguments otherwise than the library.
          const library = Message as unknown as {
            newError(to: Message, name: string, text: string): Message;
          };
          const refusal = library.newError(
            message,
            'org.freedesktop.DBus.Error.AccessDenied',
            this.refusal,
          );
          this.#bus.send(refusal);
          return true;
        }
        const id = this.#take(body);
        this.#bus.send(Message.newMethodReturn(message, 'u', [id]));
        if (this.#clickAtOnce !== null) this.click(id, this.#clickAtOnce);
        this.#clickAtOnce = null;
        return true;
      }
      case 'CloseNotification':
        this.#bus.send(Message.newMethodReturn(message));
        this.#gone(Number(body[0]), 3);
        return true;
      default:
        return false;
    }
  }

  #take([, replaces, , title, text, actions, hints]: readonly unknown[]): number {
    const id = replaces === 0 ? (this.#lastId += 1) : Number(replaces);
    this.#seen.push({
      id,
      replaces: Number(replaces),
      title: String(title),
      body: String(text),
      actions: Array.isArray(actions) ? actions.map(String) : [],
      hints: Object.fromEntries(
        Object.entries(hints ?? {}).map(([key, value]: [string, unknown]) => [
          key,
          value instanceof Variant ? (value.value as unknown) : value,
        ]),
      ),
      at: Date.now(),
      isClosed: false,
    });
    return id;
  }
}
