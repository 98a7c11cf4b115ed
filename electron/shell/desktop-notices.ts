import { Variant } from '@particle/dbus-next';
import type { Log } from '../log.ts';
import type { NoticeAct } from './due-notices.ts';
import type { NoticeOnDesktop, ShownNotice } from './notices.ts';
import { matchSignals, openSessionBus } from './session-bus.ts';
import type { SessionBus } from './session-bus.ts';

const NAME = 'org.freedesktop.Notifications';
const there = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME };

/** Keys of the two choices; `default` is a click on the notice itself. */
const CLICK = 'default';
const MORE = 'more';

/** Shows notices on the desktop. */
export interface DesktopNotices {
  show(notice: NoticeOnDesktop, act: (act: NoticeAct) => void): ShownNotice;
  close(): void;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One notice: its calls go out in order, since only the first answer tells its number. */
class BusNotice implements ShownNotice {
  readonly #bus: SessionBus;
  readonly #log: Log;
  readonly #capabilities: Promise<ReadonlySet<unknown>>;
  #id = 0;
  #over = false;
  #queue: Promise<void> = Promise.resolve();
  #notice: NoticeOnDesktop;

  constructor(
    bus: SessionBus,
    log: Log,
    capabilities: Promise<ReadonlySet<unknown>>,
    notice: NoticeOnDesktop,
  ) {
    this.#bus = bus;
    this.#log = log;
    this.#capabilities = capabilities;
    this.#notice = notice;
    this.#then(() => this.#send(false));
  }

  get id(): number {
    return this.#id;
  }

  actFor(key: unknown): NoticeAct | null {
    if (key === CLICK) return this.#notice.click.act;
    return key === MORE ? (this.#notice.more?.act ?? null) : null;
  }

  /** The desktop took it away: it is not brought back. */
  gone(): void {
    this.#over = true;
  }

  update(notice: NoticeOnDesktop): void {
    this.#notice = notice;
    this.#then(() => this.#send(true));
  }

  close(): void {
    this.#then(async () => {
      this.#over = true;
      await this.#bus.call({
        ...there,
        member: 'CloseNotification',
        signature: 'u',
        arguments: [this.#id],
      });
    });
  }

  #then(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#over) return;
      try {
        await step();
      } catch (error) {
        this.#log.warn('the desktop shows no notices', { error });
      }
    });
  }

  async #send(quietly: boolean): Promise<void> {
    const { words, click, more } = this.#notice;
    const capabilities = await this.#capabilities;
    const body = capabilities.has('body-markup') ? escaped(words.body) : words.body;
    const actions = [CLICK, click.label, ...(more === null ? [] : [MORE, more.label])];
    const hints = {
      'desktop-entry': new Variant('s', 'bulkhead'),
      ...(quietly ? { 'suppress-sound': new Variant('b', true) } : {}),
    };
    const whenTheDesktopWants = -1;
    const [id] = await this.#bus.call({
      ...there,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      arguments: [
        'Bulkhead',
        this.#id,
        'bulkhead',
        words.title,
        body,
        capabilities.has('actions') ? actions : [],
        hints,
        whenTheDesktopWants,
      ],
    });
    if (typeof id === 'number') this.#id = id;
  }
}

const silent: ShownNotice = { update: () => undefined, close: () => undefined };

/**
 * Shows notices over the freedesktop Notifications interface 1.2, with a second choice where the
 * desktop has buttons. Where it shows none at all, nothing happens.
 */
export const createDesktopNotices = (options: {
  readonly busAddress: string | undefined;
  readonly log: Log;
}): DesktopNotices => {
  const { busAddress, log } = options;
  const shown = new Map<BusNotice, (act: NoticeAct) => void>();
  let bus: SessionBus | null = null;
  try {
    bus = openSessionBus(busAddress);
  } catch (error) {
    log.warn('session bus unusable', { error });
  }
  if (bus === null) return { show: () => silent, close: () => undefined };

  const connected = bus;
  connected.onLost((error) => {
    log.warn('session bus lost', { error });
  });
  const take = (member: string, [id, key]: readonly unknown[]): void => {
    for (const [notice, act] of shown) {
      if (notice.id !== id) continue;
      if (member === 'NotificationClosed') {
        notice.gone();
        shown.delete(notice);
        continue;
      }
      const chosen = notice.actFor(key);
      if (chosen !== null) act(chosen);
    }
  };
  connected.onSignal(({ member, body }) => {
    if (member !== 'ActionInvoked' && member !== 'NotificationClosed') return;
    // It may have come in one piece with the answer that tells the notice's number.
    setImmediate(() => take(member, body));
  });
  const ready = (async (): Promise<ReadonlySet<unknown>> => {
    try {
      await matchSignals(connected, `type='signal',interface='${NAME}'`);
      const [capabilities] = await connected.call({ ...there, member: 'GetCapabilities' });
      return new Set(Array.isArray(capabilities) ? capabilities : []);
    } catch (error) {
      log.warn('the desktop shows no notices', { error });
      return new Set();
    }
  })();
  return {
    show: (content, act) => {
      const notice = new BusNotice(connected, log, ready, content);
      shown.set(notice, act);
      return notice;
    },
    close: () => connected.disconnect(),
  };
};
