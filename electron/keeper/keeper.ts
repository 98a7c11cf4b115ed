import { MessageChannel, Worker } from 'node:worker_threads';

import { failure, type Failure, type FailureCause } from '../../shared/failure.ts';
import type { Clock } from '../base/clock.ts';
import { Channel, type Answers } from './channel.ts';
import type { KeeperAnswers, KeeperNews, MainNews } from './speech.ts';
import type { KeeperData } from './worker.ts';

/** How a keeper is watched, in ms. */
export interface KeeperTimings {
  /** Between two questions whether it is still there. */
  readonly askMs: number;
  /** How long one may go unanswered; asked once more then, since main itself may have stood still. */
  readonly frozenMs: number;
}

/** The thread that keeps one process, at main's end. */
export interface Keeper {
  readonly channel: Channel<KeeperAnswers, KeeperNews>;
  /** Settles once the thread is gone, however; null when it was let go on purpose. */
  readonly gone: Promise<Failure | null>;
  /** Ends the thread, with whatever it still keeps. */
  release(): Promise<void>;
  /** Lets it end the process that it was about to start, and wait for it; then ends the thread. */
  giveUp(): Promise<void>;
}

export interface KeeperDeps {
  /** The bundled `worker.ts`. */
  readonly script: string | URL;
  readonly clock: Clock;
  /** The secrets known so far. */
  readonly secrets: () => readonly string[];
  readonly timings?: KeeperTimings;
}

const usual: KeeperTimings = { askMs: 1_000, frozenMs: 5_000 };

/**
 * Heap of a keeper in MB: a line of 16 MiB fits many times over, and what has no end does not. Only
 * our own code may come near it: when it is used up inside of the engine (one huge `JSON.parse`),
 * that ends the whole process.
 */
const limits = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32 };

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: it is gone, which is what was wanted.
  }
};

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/**
 * Starts a keeper. `answers` is what main answers it, `onNews` what main is told by it. A keeper
 * that freezes, runs out of memory or ends by itself is ended with its process, and `gone` names it.
 */
export const startKeeper = (
  deps: KeeperDeps,
  answers: () => Answers,
  onNews: <N extends keyof MainNews & string>(name: N, given: MainNews[N]) => void,
): Keeper => {
  const { port1: ours, port2: port } = new MessageChannel();
  const data: KeeperData = { port, secrets: deps.secrets() };
  const worker = new Worker(deps.script, {
    workerData: data,
    transferList: [port],
    resourceLimits: limits,
  });
  const timings = deps.timings ?? usual;
  const over = new AbortController();
  let pid: number | null = null;
  let cause: Failure | null = null;
  let released = false;

  const killKept = (): void => {
    if (pid !== null) killGroup(pid);
  };
  const end = async (why: Extract<FailureCause, { kind: 'keeper' }>['why']): Promise<void> => {
    cause ??= failure({ kind: 'keeper', why });
    killKept();
    await worker.terminate();
  };
  const channel = new Channel<KeeperAnswers, KeeperNews>(
    ours,
    answers,
    (name, given) => {
      // A keeper tells by the table that its type names.
      if (name === 'spawned') ({ pid } = given as MainNews['spawned']);
      // From here on the number may be somebody else's.
      if (name === 'exited') pid = null;
      onNews(name, given);
    },
    () => void end('flooded'),
  );

  const gone = new Promise<Failure | null>((resolve) => {
    worker.once('error', (error: unknown) => {
      const why = isOutOfMemory(error) ? 'memory' : 'ended';
      cause ??= failure({ kind: 'keeper', why }, error instanceof Error ? error.message : '');
    });
    worker.once('exit', () => {
      over.abort();
      const lost = released ? null : (cause ?? failure({ kind: 'keeper', why: 'ended' }));
      // Whatever it kept is kept by nobody now, also when it was let go in the middle of a start.
      killKept();
      ours.close();
      channel.end(lost ?? failure({ kind: 'unexpected' }, 'its keeper was let go', 'cancelled'));
      resolve(lost);
    });
  });

  const answersIn = async (ms: number): Promise<boolean> => {
    const limit = new AbortController();
    const asked = channel.ask('ping', null).then(
      () => true,
      () => true,
    );
    const answered = await Promise.race([
      asked,
      deps.clock.pause(ms, AbortSignal.any([limit.signal, over.signal])).then(() => false),
    ]);
    limit.abort();
    return answered || over.signal.aborted;
  };

  const isOver = (): boolean => over.signal.aborted;
  const watch = async (): Promise<void> => {
    while (!isOver()) {
      await deps.clock.pause(timings.askMs, over.signal);
      if (isOver()) return;
      if ((await answersIn(timings.frozenMs)) || (await answersIn(timings.frozenMs))) continue;
      await end('frozen');
      return;
    }
  };
  void watch();

  const release = async (): Promise<void> => {
    released = true;
    await worker.terminate();
  };
  return {
    channel,
    gone,
    release,
    giveUp: async () => {
      // Only the thread that started a process can wait for it: gone without that, it stays a zombie.
      await channel.ask('close', null).catch(() => undefined);
      await release();
    },
  };
};
