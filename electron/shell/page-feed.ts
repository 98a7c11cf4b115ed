import { channels, type NavigateTarget } from '../../shared/contract.ts';
import type { OutputChunk, PanelState, SessionsChange } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import { Paced } from '../base/paced.ts';

/** The part of a BrowserWindow that the feed of its page needs. */
export interface FeedWindow {
  readonly webContents: FeedContents;
  isDestroyed(): boolean;
  isVisible(): boolean;
  isMinimized(): boolean;
  on(event: 'show' | 'restore' | 'closed', listener: () => void): unknown;
}

/** The part of a WebContents that the feed of its page needs. */
export interface FeedContents {
  send(channel: string, value: unknown): void;
  on(
    event: 'did-start-loading' | 'dom-ready' | 'render-process-gone',
    listener: () => void,
  ): unknown;
}

interface PageFeedOptions {
  readonly clock: Clock;
  readonly state: () => PanelState;
  /** All rows there are, as a change with `reset`; null where the page shows none. */
  readonly allSessions: () => SessionsChange | null;
}

/** One screen refresh at 30 Hz; faster states would only be drawn over. */
const PACE_MS = 33;

/** Both lists in order, where a chunk that continues the last one of its helper is joined to it. */
const mergeOutput = (
  older: readonly OutputChunk[],
  newer: readonly OutputChunk[],
): readonly OutputChunk[] => {
  const merged = [...older];
  for (const chunk of newer) {
    const index = merged.findLastIndex(({ helperId }) => helperId === chunk.helperId);
    const last = merged[index];
    if (last !== undefined && last.from + last.text.length === chunk.from) {
      merged[index] = { ...last, text: last.text + chunk.text };
    } else {
      merged.push(chunk);
    }
  }
  return merged;
};

/** One change that has the effect of `older` followed by `newer`. */
const mergeSessions = (older: SessionsChange, newer: SessionsChange): SessionsChange => {
  if (newer.reset) return newer;
  const rows = new Map(older.rows.map((row) => [row.key, row]));
  const removed = new Set(older.removed);
  for (const key of newer.removed) {
    rows.delete(key);
    removed.add(key);
  }
  for (const row of newer.rows) {
    rows.set(row.key, row);
    removed.delete(row.key);
  }
  return {
    revision: newer.revision,
    reset: older.reset,
    rows: [...rows.values()],
    removed: [...removed],
  };
};

/**
 * What one window's page is sent: the newest state, session changes, output. A page that is loading
 * or cannot be seen gets nothing; once it can, it gets the state, all sessions, and for each helper
 * whose output it missed an empty chunk at the end, whose `from` shows the page the gap to fetch.
 */
export class PageFeed {
  readonly #window: FeedWindow;
  readonly #options: PageFeedOptions;
  readonly #ended = new AbortController();
  readonly #states: Paced<PanelState>;
  readonly #sessions: Paced<SessionsChange>;
  readonly #output: Paced<readonly OutputChunk[]>;
  readonly #missedOutput = new Map<string, number>();
  #ready = false;
  #missedSessions = false;
  #target: NavigateTarget | null = null;

  constructor(window: FeedWindow, options: PageFeedOptions) {
    this.#window = window;
    this.#options = options;
    const pace = { clock: options.clock, intervalMs: PACE_MS, signal: this.#ended.signal };
    this.#states = new Paced({
      ...pace,
      send: (state) => this.#send(channels.state, state),
    });
    this.#sessions = new Paced({
      ...pace,
      merge: mergeSessions,
      send: (change) => this.#send(channels.sessions, change),
    });
    this.#output = new Paced({
      ...pace,
      merge: mergeOutput,
      send: (chunks) => {
        for (const chunk of chunks) this.#send(channels.output, chunk);
      },
    });
    window.on('show', () => this.#catchUp());
    window.on('restore', () => this.#catchUp());
    window.on('closed', () => this.close());
    const { webContents } = window;
    const unready = (): void => {
      this.#ready = false;
    };
    webContents.on('did-start-loading', unready);
    webContents.on('render-process-gone', unready);
    webContents.on('dom-ready', () => {
      this.#ready = true;
      this.#missedSessions = true;
      this.#catchUp();
    });
  }

  offerState(state: PanelState): void {
    if (this.#isSeen()) this.#states.offer(state);
  }

  offerSessions(change: SessionsChange): void {
    if (this.#isSeen()) this.#sessions.offer(change);
    else this.#missedSessions = true;
  }

  offerOutput(chunk: OutputChunk): void {
    if (this.#isSeen()) this.#output.offer([chunk]);
    else this.#missedOutput.set(chunk.helperId, chunk.from + chunk.text.length);
  }

  /** Asks the page to show something, now or as soon as it is there. */
  navigate(target: NavigateTarget): void {
    this.#target = target;
    if (this.#ready) this.#sendTarget();
  }

  /** Sends nothing any more. Twice is safe. */
  close(): void {
    this.#ready = false;
    this.#ended.abort();
  }

  #isSeen(): boolean {
    return (
      this.#ready &&
      !this.#window.isDestroyed() &&
      this.#window.isVisible() &&
      !this.#window.isMinimized()
    );
  }

  #catchUp(): void {
    if (this.#ready) this.#sendTarget();
    if (!this.#isSeen()) return;
    this.#states.offer(this.#options.state());
    for (const [helperId, from] of this.#missedOutput) {
      this.#output.offer([{ helperId, from, text: '' }]);
    }
    this.#missedOutput.clear();
    const rows = this.#missedSessions ? this.#options.allSessions() : null;
    if (rows !== null) this.#sessions.offer(rows);
    this.#missedSessions = false;
  }

  #sendTarget(): void {
    if (this.#target === null) return;
    const target = this.#target;
    this.#target = null;
    this.#send(channels.navigate, target);
  }

  #send(channel: string, value: unknown): void {
    if (this.#ready && !this.#window.isDestroyed()) this.#window.webContents.send(channel, value);
  }
}
