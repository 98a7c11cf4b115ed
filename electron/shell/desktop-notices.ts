import { DBusError, Variant } from '@particle/dbus-next';
import type { NoticeTried } from '../../shared/describe-notice-test.ts';
import { plainLine } from '../../shared/show-codes.ts';
import type { Clock } from '../base/clock.ts';
import { deferred } from '../base/promises.ts';
import type { Log } from '../base/log.ts';
import { withoutPatterns } from '../base/secret-shapes.ts';
import type { NoticeAct } from './due-notices.ts';
import { followSessionBus } from './follow-session-bus.ts';
import type { NoticeOnDesktop, ShownNotice } from './notices.ts';
import { matchSignals, type SessionBus } from './session-bus.ts';

const NAME = 'org.freedesktop.Notifications';
const there = { destination: NAME, path: '/org/freedesktop/Notifications', interface: NAME };

/** Keys of the two choices; `default` is a click on the notice itself. */
const CLICK = 'default';
const MORE = 'more';

/** A connection on which notices can be shown, and what the desktop can do with them. */
interface Wire {
  readonly bus: SessionBus;
  readonly capabilities: ReadonlySet<unknown>;
}

/** Shows notices on the desktop. */
export interface DesktopNotices {
  show(notice: NoticeOnDesktop, act: (act: NoticeAct) => void): ShownNotice;
  /**
   * Shows one now or not at all, and tells what came of it: it does not wait for a desktop that shows
   * notices. It takes the place of the one before it.
   */
  tryNow(notice: NoticeOnDesktop, act: (act: NoticeAct) => void): Promise<NoticeSent>;
  close(): void;
}

/** What came of one that was sent at once. */
export type NoticeSent =
  | Exclude<NoticeTried, { readonly outcome: 'held' | 'shown' }>
  | { readonly outcome: 'shown'; readonly server: string; readonly version: string };

/** Longest wait for the desktop's answers to such a one, in ms. */
const answersWithinMs = 5_000;

const noBus: NoticeSent = { outcome: 'none', why: 'no-bus' };

/** The greatest length of what a notification server says of itself. */
const mostSaid = 200;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One notice: its calls go out in order, since only the first answer tells its number. */
class BusNotice implements ShownNotice {
  readonly #wire: () => Promise<Wire>;
  readonly #log: Log;
  readonly #sent = deferred<unknown>();
  #id = 0;
  #over = false;
  #isClosed = false;
  #queue: Promise<void> = Promise.resolve();
  #notice: NoticeOnDesktop;

  constructor(wire: () => Promise<Wire>, log: Log, notice: NoticeOnDesktop) {
    this.#wire = wire;
    this.#log = log;
    this.#notice = notice;
    this.#then(() => this.#send(false));
  }

  /** Settles with null once the desktop took it, else with what it said; not at all while neither is so. */
  get sent(): Promise<unknown> {
    return this.#sent.promise;
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
    this.#isClosed = true;
    this.#then(async () => {
      this.#over = true;
      if (this.#id === 0) return;
      const { bus } = await this.#wire();
      await bus.call({
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
        this.#sent.resolve(error);
      }
    });
  }

  async #send(quietly: boolean): Promise<void> {
    const { words, click, more } = this.#notice;
    const plain = plainLine(words.body);
    const { bus, capabilities } = await this.#wire();
    // What is not shown yet need not be shown any more.
    if (this.#isClosed) return;
    const body = capabilities.has('body-markup') ? escaped(plain) : plain;
    const actions = [CLICK, click.label, ...(more === null ? [] : [MORE, more.label])];
    const hints = {
      'desktop-entry': new Variant('s', 'bulkhead'),
      ...(quietly ? { 'suppress-sound': new Variant('b', true) } : {}),
    };
    const whenTheDesktopWants = -1;
    const [id] = await bus.call({
      ...there,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      arguments: [
        'Bulkhead',
        this.#id,
        'bulkhead',
        plainLine(words.title),
        body,
        capabilities.has('actions') ? actions : [],
        hints,
        whenTheDesktopWants,
      ],
    });
    if (typeof id === 'number') this.#id = id;
    this.#sent.resolve(null);
  }
}

const silent: ShownNotice = { update: () => undefined, close: () => undefined };

/** What the desktop's notices can do; null where nobody shows any. Rejects with a lost bus. */
const capabilitiesOn = async (bus: SessionBus, log: Log): Promise<ReadonlySet<unknown> | null> => {
  try {
    const [capabilities] = await bus.call({ ...there, member: 'GetCapabilities' });
    return new Set(Array.isArray(capabilities) ? capabilities : []);
  } catch (error) {
    if (!(error instanceof DBusError)) throw error;
    log.warn('the desktop shows no notices', { error });
    return null;
  }
};

/** Who shows them, in its own words; what it does not say is empty. */
const serverOn = async (
  bus: SessionBus,
): Promise<{ readonly server: string; readonly version: string }> => {
  const unnamed = 'the notification server of your desktop';
  try {
    const [name, , version] = await bus.call({ ...there, member: 'GetServerInformation' });
    const said = (text: unknown): string => (typeof text === 'string' ? text.slice(0, 64) : '');
    const server = said(name);
    return server === '' ? { server: unnamed, version: '' } : { server, version: said(version) };
  } catch (error) {
    if (!(error instanceof DBusError)) throw error;
    return { server: unnamed, version: '' };
  }
};

/**
 * Shows notices over the freedesktop Notifications interface 1.2, with a second choice where the
 * desktop has buttons. What is said while nobody shows notices, or the session bus is lost, is shown
 * once somebody does; what was shown before is gone with whoever showed it.
 */
export const createDesktopNotices = (options: {
  readonly busAddress: string | undefined;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}): DesktopNotices => {
  const { busAddress, log } = options;
  if (busAddress === undefined || busAddress === '') {
    return {
      show: () => silent,
      tryNow: () => Promise.resolve(noBus),
      close: () => undefined,
    };
  }
  const shown = new Map<BusNotice, (act: NoticeAct) => void>();
  let wire = deferred<Wire>();
  let isThere = false;
  let connection: SessionBus | null = null;
  let tried: BusNotice | null = null;
  const forget = (): void => {
    // What is not shown yet waits for the next one.
    if (isThere) wire = deferred<Wire>();
    isThere = false;
    for (const notice of shown.keys()) {
      if (notice.id === 0) continue;
      notice.gone();
      shown.delete(notice);
    }
  };
  const offer = async (bus: SessionBus): Promise<void> => {
    const capabilities = await capabilitiesOn(bus, log);
    if (capabilities === null) return;
    isThere = true;
    wire.resolve({ bus, capabilities });
  };
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
  const stop = followSessionBus({
    ...options,
    use: async (bus) => {
      connection = bus;
      bus.onLost(() => {
        connection = null;
      });
      bus.onSignal(({ member, body }) => {
        if (member === 'NameOwnerChanged' && body[0] === NAME) {
          forget();
          if (body[2] === '') return;
          offer(bus).catch((error: unknown) => {
            log.warn('the desktop shows no notices', { error });
          });
          return;
        }
        if (member !== 'ActionInvoked' && member !== 'NotificationClosed') return;
        // It may have come in one piece with the answer that tells the notice's number.
        setImmediate(() => take(member, body));
      });
      await matchSignals(bus, `type='signal',interface='${NAME}'`);
      await matchSignals(bus, `type='signal',member='NameOwnerChanged',arg0='${NAME}'`);
      await offer(bus);
    },
    onLost: forget,
  });
  const show = (content: NoticeOnDesktop, act: (act: NoticeAct) => void): BusNotice => {
    const notice = new BusNotice(() => wire.promise, log, content);
    shown.set(notice, act);
    return notice;
  };
  /** Nothing of it is left to be shown later once `signal` aborts. */
  const trySending = async (
    bus: SessionBus,
    content: NoticeOnDesktop,
    act: (act: NoticeAct) => void,
    signal: AbortSignal,
  ): Promise<NoticeSent> => {
    // A desktop may start its server only once somebody asks for it.
    if (!isThere) await offer(bus);
    if (!isThere) return { outcome: 'none', why: 'no-server' };
    const { server, version } = await serverOn(bus);
    if (signal.aborted) return noBus;
    tried?.close();
    const notice = show(content, act);
    tried = notice;
    const giveUp = (): void => {
      notice.close();
      shown.delete(notice);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    const error = await notice.sent;
    signal.removeEventListener('abort', giveUp);
    if (error === null) return { outcome: 'shown', server, version };
    shown.delete(notice);
    if (!(error instanceof DBusError)) return noBus;
    const gone = 'org.freedesktop.DBus.Error.ServiceUnknown';
    if (error.type === gone) return { outcome: 'none', why: 'no-server' };
    return { outcome: 'refused', server, detail: withoutPatterns(error.text).slice(0, mostSaid) };
  };
  return {
    show,
    tryNow: async (content, act) => {
      const bus = connection;
      if (bus === null) return noBus;
      const timedOut = new AbortController();
      const done = new AbortController();
      const late = async (): Promise<NoticeSent> => {
        await options.clock.pause(answersWithinMs, done.signal);
        if (!done.signal.aborted) timedOut.abort();
        return { outcome: 'silent', seconds: answersWithinMs / 1_000 };
      };
      try {
        return await Promise.race([
          trySending(bus, content, act, timedOut.signal).catch((error: unknown) => {
            log.warn('the desktop shows no notices', { error });
            return noBus;
          }),
          late(),
        ]);
      } finally {
        done.abort();
      }
    },
    close: stop,
  };
};
