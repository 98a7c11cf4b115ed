import { Message, MessageType, sessionBus } from '@particle/dbus-next';
import type { MessageBus } from '@particle/dbus-next';

/** A desktop's screen saver on a bus of a test, under the name that one desktop gives it. */
export class ScreenSaver {
  readonly #bus: MessageBus;
  readonly #name: string;
  readonly #path: string;
  #active: boolean;
  #stopped = false;

  private constructor(bus: MessageBus, desktop: string, active: boolean) {
    this.#bus = bus;
    this.#name = `org.${desktop}.ScreenSaver`;
    this.#path = `/org/${desktop}/ScreenSaver`;
    this.#active = active;
  }

  static async start(busAddress: string, desktop: string, active = false): Promise<ScreenSaver> {
    const bus = sessionBus({ busAddress });
    bus.on('error', () => undefined);
    const saver = new ScreenSaver(bus, desktop, active);
    bus.addMethodHandler((message: Message) => saver.#handle(message));
    await bus.requestName(saver.#name, 4);
    return saver;
  }

  /** Locks or unlocks the screen. */
  set(active: boolean): void {
    this.#active = active;
    this.#bus.send(Message.newSignal(this.#path, this.#name, 'ActiveChanged', 'b', [active]));
  }

  stop(): void {
    this.#stopped = true;
    this.#bus.disconnect();
  }

  #handle(message: Message): boolean {
    // What was asked on the way out can no longer be answered.
    if (this.#stopped) return true;
    if (message.type !== MessageType.METHOD_CALL || message.member !== 'GetActive') return false;
    if (message.path !== this.#path) return false;
    this.#bus.send(Message.newMethodReturn(message, 'b', [this.#active]));
    return true;
  }
}
