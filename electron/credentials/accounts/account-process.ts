import type { Clock } from '../../base/clock.ts';
import { LoginEnds } from '../sign-in/sign-in-end.ts';
import type { AccountPlace } from '../sign-in/sign-in-places.ts';
import type { OpenAccount, OpenedAccount } from './open-account.ts';

/** A running app-server with what it tells by itself. */
export interface RunningAccount extends OpenedAccount {
  readonly ends: LoginEnds;
  /** Calls back with every `account/updated`; returns the unsubscribe function. */
  readonly onChange: (listener: () => void) => () => void;
}

export interface AccountProcessDeps {
  readonly id: string;
  readonly open: OpenAccount;
  readonly clock: Clock;
  /** How long an app-server that nobody needs is kept. */
  readonly restMs: number;
  /** A sign-in that lived in the memory of its process is gone with it. */
  readonly onLost: () => void;
}

/**
 * The app-server of one account: started on need, one at a time, and closed when nobody needed it
 * for a while, unless its sign-in lives in its memory.
 */
export class AccountProcess {
  readonly #deps: AccountProcessDeps;
  readonly #closing = new AbortController();
  #running: RunningAccount | null = null;
  #opening: Promise<RunningAccount> | null = null;
  #uses = 0;
  #idle = new AbortController();
  #stale = false;

  constructor(deps: AccountProcessDeps) {
    this.#deps = deps;
  }

  get pid(): number | null {
    return this.#running?.server.pid ?? null;
  }

  /** Aborted once this is closed. */
  get signal(): AbortSignal {
    return this.#closing.signal;
  }

  /** Keeps the process until the function that it returns is called; twice is safe. */
  use(): () => void {
    this.#uses += 1;
    this.#idle.abort();
    let used = false;
    return () => {
      if (used) return;
      used = true;
      this.#uses -= 1;
      if (this.#uses === 0) void this.#rest();
    };
  }

  /** Does something with the app-server; once more with a new one, when it ended meanwhile. */
  async with<T>(place: AccountPlace, act: (running: RunningAccount) => Promise<T>): Promise<T> {
    const used = this.use();
    try {
      const running = await this.hold(place);
      try {
        return await act(running);
      } catch (thrown) {
        if (this.#running === running || place === 'ephemeral') throw thrown;
        return await act(await this.hold(place));
      }
    } finally {
      used();
    }
  }

  /** The app-server, started when it does not run. Throws a FailureError. */
  async hold(place: AccountPlace): Promise<RunningAccount> {
    if (this.#stale && this.#uses <= 1) await this.letGo();
    if (this.#running !== null) return this.#running;
    this.#stale = false;
    this.#opening ??= this.start(place, this.#closing.signal).finally(() => {
      this.#opening = null;
    });
    const opened = await this.#opening;
    const running = this.#now();
    if (running === null || running === opened) {
      this.#running = opened;
      return opened;
    }
    // Another one has taken its place while it was opened: a new sign-in's.
    await opened.close();
    return running;
  }

  /** Asked anew after a wait, which TypeScript does not see. */
  #now(): RunningAccount | null {
    return this.#running;
  }

  /** Another app-server beside the one that is held; the caller closes it, or makes it the one. */
  async start(place: AccountPlace, signal: AbortSignal): Promise<RunningAccount> {
    const ends = new LoginEnds();
    const listeners = new Set<() => void>();
    const opened = await this.#deps.open(
      this.#deps.id,
      place,
      {
        onLoginEnd: (end) => ends.take(end),
        onChange: () => {
          for (const tell of [...listeners]) tell();
        },
      },
      AbortSignal.any([signal, this.#closing.signal]),
    );
    const running: RunningAccount = {
      ...opened,
      ends,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    void opened.server.exited.then(() => this.#gone(running));
    return running;
  }

  /** Makes an app-server that was started beside it the one; answers the one before. */
  replace(running: RunningAccount): RunningAccount | null {
    const before = this.#running;
    this.#running = running;
    return before === running ? null : before;
  }

  /** What it holds was changed from outside: it is started anew once nobody uses it. */
  goStale(): void {
    this.#stale = true;
  }

  /** Closes the app-server; the next need starts another one. */
  async letGo(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.close();
  }

  /** Settles when nothing of it runs any more. Twice is safe. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#opening?.catch(() => undefined);
    await this.letGo();
  }

  async #rest(): Promise<void> {
    this.#idle = new AbortController();
    const { signal } = this.#idle;
    const either = AbortSignal.any([signal, this.#closing.signal]);
    await this.#deps.clock.pause(this.#deps.restMs, either);
    if (!either.aborted && this.#running?.place !== 'ephemeral') await this.letGo();
  }

  #gone(running: RunningAccount): void {
    if (this.#running !== running) return;
    this.#running = null;
    void running.close();
    if (running.place === 'ephemeral') this.#deps.onLost();
  }
}
