import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';

/** One way to misbehave, once its turn was asked for. It may take over the process altogether. */
export type Misbehaviour = (world: FaultWorld) => void | Promise<void>;

/** What a misbehaving helper has at hand. */
export interface FaultWorld {
  /** Writes bytes to stdout, as they are. */
  raw(bytes: string | Buffer): boolean;
  /** Writes one message. */
  send(message: unknown): boolean;
  /** A notification of its own turn. */
  tell(method: string, params?: Readonly<Record<string, unknown>>): boolean;
  /** Ends the turn well. */
  complete(): void;
  /** Ends the turn with an error of codex's. */
  fail(message: string, codexErrorInfo: unknown): void;
  readonly threadId: string;
  readonly turnId: string;
  /** A secret that was planted, to be repeated wherever it must not show. */
  readonly secret: string;
  readonly home: string;
}

const ids = { threadId: 'thread-1', turnId: 'turn-1' };

/** Resolves once a pipe takes more; a flood that outran its reader would fill this process only. */
export const drained = (pipe: Writable = process.stdout): Promise<void> =>
  new Promise((resolve) => {
    pipe.once('drain', () => resolve());
  });

/**
 * Leaves a process in a session of its own, so that no group of ours holds it; it ignores SIGTERM
 * and SIGHUP, as what is ignored stays so for the program that takes the shell's place.
 */
export const leaveGrandchild = (): void => {
  // By the shell: the program that runs this may be one that is started for nothing but this.
  const script = "trap '' TERM HUP; exec sleep 1000000";
  spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'ignore' }).unref();
};

/** The same with nothing in its environment by which it could be known; its arguments say whose it is. */
export const leaveStranger = ({ home }: FaultWorld): void => {
  spawn(process.execPath, ['-e', `setInterval(()=>{},1e6)//${home}`], {
    detached: true,
    stdio: 'ignore',
    env: {},
  }).unref();
};

/** Starts `many` processes, each in a session of its own. */
export const fork = (many: number): void => {
  const shell = `n=${many}; while [ $n -gt 0 ]; do n=$((n-1)); setsid sleep 1000 & done; wait`;
  spawn('sh', ['-c', shell], { detached: true, stdio: 'ignore' }).unref();
};

/** Leaves this process no more than that (setrlimit, by prlimit of util-linux): bytes, or files. */
export const limit = (what: 'fsize' | 'nofile' | 'data', to: number): void => {
  const { status } = spawnSync('prlimit', ['--pid', `${process.pid}`, `--${what}=${to}`]);
  if (status !== 0) throw new Error(`prlimit ended with ${status}`);
};

/** Fills a file below the compartment's home. */
export const fillDisk = (world: FaultWorld, bytes: number): void => {
  writeFileSync(`${world.home}/filled`, Buffer.alloc(bytes, 'x'));
};

const modelProviderOf = (params: Readonly<Record<string, unknown>>): unknown =>
  params.modelProvider;

/**
 * An app-server as small as it can be (codex app-server 0.169.0, the methods that a run uses), which
 * goes along until its turn is asked for, and then misbehaves. Settles when stdin ends.
 */
export const runFaultProgram = async (
  misbehave: Misbehaviour,
  atStart: Misbehaviour | null = null,
  answers: Readonly<Record<string, unknown>> = {},
): Promise<number> => {
  const raw = (bytes: string | Buffer): boolean => process.stdout.write(bytes);
  const send = (message: unknown): boolean => raw(`${JSON.stringify(message)}\n`);
  const world = (): FaultWorld => ({
    raw,
    send,
    tell: (method, params = {}) => send({ method, params: { ...ids, ...params } }),
    complete: () => {
      send({
        method: 'turn/completed',
        params: { threadId: ids.threadId, turn: { id: ids.turnId, status: 'completed' } },
      });
    },
    fail: (message, codexErrorInfo) => {
      const error = { message, codexErrorInfo, additionalDetails: null };
      send({ method: 'error', params: { ...ids, error, willRetry: false } });
      const turn = { id: ids.turnId, status: 'failed', error };
      send({ method: 'turn/completed', params: { threadId: ids.threadId, turn } });
    },
    ...ids,
    secret: process.env.BULKHEAD_FAULT_SECRET ?? 'no secret was planted',
    home: process.env.CODEX_HOME ?? process.cwd(),
  });
  process.stdout.on('error', () => process.exit(0));
  if (atStart !== null) await atStart(world());
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const message = JSON.parse(line) as {
      readonly id?: number;
      readonly method?: string;
      readonly params?: Readonly<Record<string, unknown>>;
    };
    const { id, method, params = {} } = message;
    if (id === undefined || method === undefined) continue;
    const answer = (result: unknown): boolean => send({ id, result });
    if (Object.hasOwn(answers, method)) {
      if (answers[method] !== null) answer(answers[method]);
      continue;
    }
    switch (method) {
      case 'initialize':
        answer({ userAgent: 'faulty/0.169.0 (test)' });
        break;
      case 'account/read':
        answer({ account: null });
        break;
      case 'thread/start':
      case 'thread/fork':
        answer({
          thread: { id: ids.threadId },
          modelProvider: modelProviderOf(params),
          activePermissionProfile: { id: params.permissions },
        });
        break;
      case 'turn/start':
        answer({ turn: { id: ids.turnId } });
        send({
          method: 'turn/started',
          params: { threadId: ids.threadId, turn: { id: ids.turnId, status: 'inProgress' } },
        });
        // It reads on meanwhile, unless its misbehaviour is not to.
        void misbehave(world());
        break;
      case 'turn/interrupt':
        answer({});
        send({
          method: 'turn/completed',
          params: { threadId: ids.threadId, turn: { id: ids.turnId, status: 'interrupted' } },
        });
        break;
      default:
        answer({});
    }
  }
  return 0;
};
