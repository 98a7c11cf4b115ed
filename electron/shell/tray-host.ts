import { Message, sessionBus } from '@particle/dbus-next';
import type { MessageBus } from '@particle/dbus-next';
import type { Log } from '../log.ts';

/** Who shows tray icons, on every desktop that has them (freedesktop StatusNotifierItem). */
const WATCHER = 'org.kde.StatusNotifierWatcher';

const BUS = 'org.freedesktop.DBus';
const BUS_PATH = '/org/freedesktop/DBus';
const MATCH = `type='signal',sender='${BUS}',interface='${BUS}',member='NameOwnerChanged',arg0='${WATCHER}'`;

interface TrayHostOptions {
  /** Address of the session bus; undefined when there is none. */
  readonly busAddress: string | undefined;
  readonly log: Log;
  readonly timeoutMs?: number;
  /** Called with what was found first, and then with each change. */
  readonly onChange: (present: boolean) => void;
}

const ANSWER_WITHIN_MS = 2_000;

const ask = async (bus: MessageBus, member: string, argument: string): Promise<unknown> => {
  const reply = await bus.call(
    new Message({
      destination: BUS,
      path: BUS_PATH,
      interface: BUS,
      member,
      signature: 's',
      body: [argument],
    }),
  );
  const body: readonly unknown[] = reply?.body ?? [];
  return body[0];
};

/**
 * Says whether the desktop shows tray icons, and when that changes: panels start late, and are
 * restarted. Without a session bus, or one that does not answer, there is none. Returns how to stop.
 */
export const watchTrayHost = ({
  busAddress,
  log,
  timeoutMs = ANSWER_WITHIN_MS,
  onChange,
}: TrayHostOptions): (() => void) => {
  let said: boolean | null = null;
  let stopped = false;
  const say = (present: boolean): void => {
    if (stopped || said === present) return;
    said = present;
    onChange(present);
  };
  if (busAddress === undefined || busAddress === '') {
    say(false);
    return () => undefined;
  }

  let bus: MessageBus;
  try {
    bus = sessionBus({ busAddress });
  } catch (error) {
    log.warn('session bus unusable', { error });
    say(false);
    return () => undefined;
  }
  const noAnswer = setTimeout(() => say(false), timeoutMs);
  const stop = (): void => {
    if (stopped) return;
    stopped = true;
    clearTimeout(noAnswer);
    bus.disconnect();
  };
  bus.on('error', (error: unknown) => {
    log.warn('session bus lost', { error });
    say(false);
  });
  bus.on('message', (message) => {
    const [name, , newOwner] = message.body as readonly unknown[];
    if (message.member !== 'NameOwnerChanged' || name !== WATCHER) return;
    clearTimeout(noAnswer);
    say(newOwner !== '');
  });
  void (async () => {
    try {
      await ask(bus, 'AddMatch', MATCH);
      say((await ask(bus, 'NameHasOwner', WATCHER)) === true);
    } catch (error) {
      log.warn('session bus did not answer', { error });
      say(false);
    } finally {
      clearTimeout(noAnswer);
    }
  })();
  return stop;
};
