import { systemClock, type Clock } from '../../base/clock.ts';
import { LoopbackGateway } from './loopback-gateway.ts';
import type { BookRow } from './sessions.ts';

/** The gateway of practice, while it runs. */
export interface PracticeGateway {
  /** `ws://127.0.0.1:PORT`, a free port. */
  readonly url: string;
  /** Made anew with every start. */
  readonly token: string;
  /** Settles when nothing of it is left; twice is safe. */
  close(): Promise<void>;
}

/** Its pace. */
export interface PracticeGatewayOptions {
  readonly clock?: Clock;
  /** Between two words of a turn. */
  readonly wordEveryMs?: number;
  /** Between two turns of the main session. */
  readonly restMs?: number;
}

/**
 * Starts the built-in gateway of practice: a calm one, whose main session writes slowly all the
 * time and whose other sessions rest. It knows nothing of a real gateway and reads no file.
 */
export const startPracticeGateway = async (
  options: PracticeGatewayOptions = {},
): Promise<PracticeGateway> => {
  const { clock = systemClock, wordEveryMs = 900, restMs = 15_000 } = options;
  const gateway = new LoopbackGateway({
    clock,
    sessions: practiceSessions(clock.now()),
    answer: (message) => `You wrote: ${message}`.split(' '),
    wordEveryMs,
    tickEveryMs: 30_000,
  });
  await gateway.start();
  const closing = new AbortController();
  const writing = (async () => {
    while (!closing.signal.aborted) {
      gateway.startTurn('agent:main:main', practiceTurn);
      await clock.pause(practiceTurn.length * wordEveryMs + restMs, closing.signal);
    }
  })();
  return {
    url: gateway.url,
    token: gateway.token,
    close: async () => {
      closing.abort();
      await writing;
      await gateway.close();
    },
  };
};

const minute = 60_000;

/** The sessions that practice begins with; ages count from `now` (epoch ms). */
export const practiceSessions = (now: number): readonly BookRow[] => {
  const idle = (
    key: string,
    label: string,
    minutes: number,
    totalTokens: number,
    more: Partial<BookRow> = {},
  ): BookRow => ({
    key: `agent:main:${key}`,
    kind: 'direct',
    label,
    status: 'done',
    hasActiveRun: false,
    modelProvider: 'practice',
    model: 'practice-1',
    updatedAt: now - minutes * minute,
    totalTokens,
    contextTokens: 128_000,
    ...more,
  });
  return [
    idle('main', 'main', 1, 41_200),
    idle('telegram:ana', 'telegram: ana', 6, 27_800),
    idle('slack:build-room', 'slack: build-room', 24, 61_500, {
      kind: 'group',
      status: 'failed',
      lastRunError: 'The build tool did not answer within 60 s.',
    }),
    idle('cron:morning-brief', 'cron: morning brief', 190, 5_100),
    idle('subagent:notes', 'subagent: notes', 260, 22_300, {
      parentSessionKey: 'agent:main:main',
    }),
  ];
};

/** What the main session is busy with, word by word. */
const practiceTurn: readonly string[] = (
  'I am reading the open notes one after the other and write down what each of them decides. ' +
  'The first one settles the names, the second one the order of the work, and the third one asks ' +
  'who looks at the result. This goes on while you try things with the helpers beside it: ' +
  'whatever happens to one of them, this text keeps coming.'
).split(' ');
