import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { ControlClient } from '../../electron/control/client.ts';
import type { Failure } from '../../shared/failure.ts';
import type { HelperView } from '../../shared/state.ts';

const patienceMs = 90_000;

/** How often is asked for what takes a second, and for what takes many: asking costs a processor too. */
const everyMs = { socket: 20, helpers: 200 };

/** Asks until there is an answer; rejects after a minute and a half. */
const until = async <T>(
  what: string,
  pauseMs: number,
  ask: () => Promise<T | null>,
): Promise<T> => {
  const last = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > last) throw new Error(`waited too long for ${what}`);
    await delay(pauseMs);
  }
};

/** An Electron with a window that stands. */
export interface OpenedWindow {
  readonly pid: number;
  /** From before its process until it answered, in ms. */
  readonly tookMs: number;
  /** Ends it; settles when it is gone. Twice is safe. */
  readonly close: () => Promise<void>;
}

/** The panel among them, driven over its socket. */
export interface OpenedApp extends OpenedWindow {
  request(command: string, input: unknown): Promise<unknown>;
  /** Starts a helper of each template, all at once; settles when each has text or was refused. */
  spawnAll(templates: readonly string[]): Promise<void>;
  removeAll(): Promise<void>;
}

/** Kind, what it names and its detail: enough to know which of many causes it was. */
const told = (failure: Failure): string => {
  const what = 'what' in failure ? `, ${failure.what}` : '';
  return `${failure.kind}${what}: ${failure.detail}`;
};

const start = (command: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });

const opened = (child: ChildProcess, from: number): OpenedWindow => ({
  pid: child.pid ?? 0,
  tookMs: performance.now() - from,
  close: async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(late);
  },
});

/** How Electron is started here, and with which environment. */
export interface Electron {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** The least that a program with a window can be; settles when its page is loaded. */
export const openHello = async ({ command, args, env }: Electron): Promise<OpenedWindow> => {
  const from = performance.now();
  const child = start(command, args, env);
  if (child.stdout === null) throw new Error('Electron says nothing');
  for await (const line of createInterface({ input: child.stdout })) if (line === 'shown') break;
  return opened(child, from);
};

/** The built app; settles when its socket answers. */
export const openApp = async (
  { command, args, env }: Electron,
  socket: string,
): Promise<OpenedApp> => {
  const helpers = async (): Promise<readonly HelperView[]> => {
    const client = await ControlClient.connect(socket);
    try {
      return (await client.look()).state.helpers;
    } finally {
      client.close();
    }
  };
  const request = async (name: string, input: unknown): Promise<unknown> => {
    const client = await ControlClient.connect(socket);
    try {
      const reply = await client.request(name, input, patienceMs);
      if (!reply.ok) throw new Error(`${name}: ${told(reply.failure)}`);
      return reply.value;
    } finally {
      client.close();
    }
  };
  const haveMet = async (wanted: number): Promise<true | null> => {
    const met = (await helpers()).filter(({ outputLength, state }) => {
      // One that fails would be taken for one that is soon done.
      if (state.phase === 'failed') throw new Error(`a helper failed: ${told(state.failure)}`);
      return outputLength > 0 || state.phase === 'waiting-for-sign-in';
    });
    return met.length >= wanted ? true : null;
  };
  const from = performance.now();
  const child = start(command, args, env);
  child.stdout?.resume();
  await until('the socket', everyMs.socket, () => helpers().catch(() => null));
  return {
    ...opened(child, from),
    request,
    spawnAll: async (templates) => {
      const asked = templates.map((templateId, n) =>
        request('helpers.spawn', { templateId, prompt: `helper ${n}`, isolated: true }),
      );
      await Promise.all(asked);
      await until(`${templates.length} helpers`, everyMs.helpers, () => haveMet(templates.length));
    },
    removeAll: async () => {
      const removed = (await helpers()).map(async ({ id }) => {
        await request('helpers.stop', { id });
        await request('helpers.remove', { id });
      });
      await Promise.all(removed);
    },
  };
};
