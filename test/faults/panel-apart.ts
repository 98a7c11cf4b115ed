import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import type { Stand } from '../../electron/faults/measure.ts';
import { bundledScript } from '../support/kept-clients.ts';
import type { PanelPlan } from './panel-entry.ts';

/** What the panel's process is asked. */
export type PanelOrder = 'take' | 'memory' | 'close';

/** What it says; times in ms, sizes in bytes. */
export type PanelTaken =
  | { readonly what: 'open'; readonly pid: number }
  /** Since it was asked last: how long main stood, and how late each piece of a bystander's text came. */
  | ({ readonly what: 'taken'; readonly pieces: readonly number[] } & Stand)
  /** After a collection: what main's heap and the buffers of it hold, and the whole process. */
  | { readonly what: 'memory'; readonly held: number; readonly rss: number };

/** What a bare process is to do beside watching its own loop. */
export interface BarePlan {
  /** So many threads, each with a process that says when it spoke. */
  readonly threads?: number;
  /** The control socket to ask at, and what may not come from it. */
  readonly socket?: string;
  readonly planted?: string;
}

/** What a bare process saw since it was asked last, in ms. */
export interface BareTaken {
  /** How its own loop stood. */
  readonly loop: Stand;
  /** How late it heard each of what the processes of its threads said. */
  readonly pieces: readonly number[];
  /** The longest wait for the state over the control socket; 0 for one that does not ask. */
  readonly status: number;
  /** What was planted came over the socket. */
  readonly isLeaked: boolean;
}

/** All that was measured while something was tried. */
export interface Measured extends Stand {
  readonly pieces: readonly number[];
  readonly status: number;
  readonly isLeaked: boolean;
  /** The same of processes with nothing of the app's in them. */
  readonly floor: {
    /** How long they stood without having waited for a processor. */
    readonly stand: number;
    /** How late their loops came, for whatever reason. */
    readonly late: number;
    readonly pieces: readonly number[];
  };
}

/** Threads of the bare process that hears as main does: about as many as there are bystanders. */
const bareThreads = 16;

const answerMs = 30_000;

const ask = async <T>(child: ChildProcess, order: unknown): Promise<T> => {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(answerMs) });
  child.send(order as string);
  const [answer] = (await answered) as [T];
  return answer;
};

/** The panel in a process of its own, and beside it processes that only watch. */
export class PanelApart {
  readonly pid: number;
  readonly #panel: ChildProcess;
  /** Who asks for the state; who only watches; who hears threads as well. */
  readonly #bare: readonly [ChildProcess, ChildProcess, ChildProcess];

  private constructor(
    panel: ChildProcess,
    bare: readonly [ChildProcess, ChildProcess, ChildProcess],
  ) {
    this.pid = panel.pid ?? 0;
    this.#panel = panel;
    this.#bare = bare;
  }

  static async open(plan: PanelPlan): Promise<PanelApart> {
    const [panelScript, bareScript] = await Promise.all([
      bundledScript('test/faults/panel-entry.ts'),
      bundledScript('test/faults/bare-entry.ts'),
    ]);
    const panel = fork(panelScript, { execArgv: ['--expose-gc', ...profile()] });
    await ask<PanelTaken>(panel, plan);
    const bare = (own: BarePlan): ChildProcess => fork(bareScript, [JSON.stringify(own)]);
    return new PanelApart(panel, [
      bare({ socket: plan.socket, planted: plan.secret }),
      bare({}),
      bare({ threads: bareThreads }),
    ]);
  }

  /** What was measured since the last time. */
  async take(): Promise<Measured> {
    const [main, asker, alone, threaded] = await Promise.all([
      ask<Extract<PanelTaken, { what: 'taken' }>>(this.#panel, 'take'),
      ask<BareTaken>(this.#bare[0], 'take'),
      ask<BareTaken>(this.#bare[1], 'take'),
      ask<BareTaken>(this.#bare[2], 'take'),
    ]);
    const { status, isLeaked } = asker;
    const floor = {
      stand: Math.max(alone.loop.ownMs, threaded.loop.ownMs),
      late: Math.max(alone.loop.stoodMs, threaded.loop.stoodMs),
      pieces: threaded.pieces,
    };
    return { ...main, status, isLeaked, floor };
  }

  /** What main holds after a collection, in bytes. */
  memory(): Promise<Extract<PanelTaken, { what: 'memory' }>> {
    return ask(this.#panel, 'memory');
  }

  /** Settles when the panel has closed all that it had, and every process is gone. */
  async close(): Promise<void> {
    const children = this.#bare;
    const gone = [this.#panel, ...children].map(async (child) => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    });
    for (const child of children) child.disconnect();
    if (this.#panel.connected) this.#panel.send('close');
    const late = setTimeout(() => this.#panel.kill('SIGKILL'), answerMs);
    await Promise.all(gone);
    clearTimeout(late);
  }
}

/** Where the time of the panel's thread goes, into a folder that `BULKHEAD_FAULT_PROFILE` names. */
const profile = (): readonly string[] => {
  const folder = process.env.BULKHEAD_FAULT_PROFILE;
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
};
