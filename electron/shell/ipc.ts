import { channels, type NavigateTarget } from '../../shared/contract.ts';
import { failed } from '../../shared/result.ts';
import type { SessionsChange } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import { toFailure, invalidInput } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { PageFeed, type FeedWindow } from './page-feed.ts';
import { pageUrls } from './page-files.ts';

/** The part of Electron's `ipcMain` that is used. */
export interface CommandChannel {
  handle(
    channel: string,
    listener: (event: CommandEvent, ...args: unknown[]) => Promise<unknown>,
  ): void;
  removeHandler(channel: string): void;
}

/** The part of an IpcMainInvokeEvent that says who asks. */
export interface CommandEvent {
  readonly sender: unknown;
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

interface IpcOptions {
  readonly ipcMain: CommandChannel;
  readonly panel: PanelPort;
  readonly clock: Clock;
  readonly log: Log;
}

/** The wire between the panel and whatever window is there. */
export interface Ipc {
  /** Feeds this window's page and hears its commands, until the window is closed. */
  attach(window: FeedWindow): void;
  /** The same for a page that needs the state alone, and is never asked to show something else. */
  attachSmall(window: FeedWindow): void;
  /** Asks the newest window's page to show something; without a window nothing happens. */
  navigate(target: NavigateTarget): void;
  /** Stops hearing and feeding. Twice is safe. */
  close(): void;
}

/**
 * Connects pages to the panel. A command is heard only from the main frame of an attached window
 * that shows the page's own address; it always gets a Reply and never rejects.
 */
export const connectIpc = ({ ipcMain, panel, clock, log }: IpcOptions): Ipc => {
  const feeds = new Map<FeedWindow, PageFeed>();
  const small = new Map<FeedWindow, PageFeed>();

  const isOurs = ({ sender, senderFrame }: CommandEvent): boolean =>
    senderFrame?.parent === null &&
    pageUrls.has(senderFrame.url) &&
    [...feeds.keys(), ...small.keys()].some(
      (window) => !window.isDestroyed() && window.webContents === sender,
    );

  ipcMain.handle(channels.command, async (event, name, input) => {
    try {
      if (!isOurs(event)) {
        log.warn('command refused', { from: event.senderFrame?.url ?? null });
        return invalidInput('This page may not ask.');
      }
      return await panel.dispatch(name, input, 'window');
    } catch (error) {
      log.error('command failed', { error });
      return failed(toFailure(error));
    }
  });

  const each = (offer: (feed: PageFeed) => void): void => {
    for (const feed of feeds.values()) offer(feed);
  };
  const unsubscribe = [
    panel.onState((state) => {
      each((feed) => feed.offerState(state));
      for (const feed of small.values()) feed.offerState(state);
    }),
    panel.onSessions((change) => each((feed) => feed.offerSessions(change))),
    panel.onOutput((chunk) => each((feed) => feed.offerOutput(chunk))),
  ];
  const allSessions = (): SessionsChange => ({ ...panel.sessions(), reset: true, removed: [] });

  return {
    attach(window) {
      feeds.set(window, new PageFeed(window, { clock, state: panel.state, allSessions }));
      window.on('closed', () => feeds.delete(window));
    },
    attachSmall(window) {
      const options = { clock, state: panel.state, allSessions: () => null };
      small.set(window, new PageFeed(window, options));
      window.on('closed', () => small.delete(window));
    },
    navigate(target) {
      [...feeds.values()].at(-1)?.navigate(target);
    },
    close() {
      for (const end of unsubscribe) end();
      ipcMain.removeHandler(channels.command);
      for (const feed of [...feeds.values(), ...small.values()]) feed.close();
      feeds.clear();
      small.clear();
    },
  };
};
