import { systemClock, type Clock } from '../../base/clock.ts';
import { practiceSessions, practiceTurn } from './practice-sessions.ts';
import { ScriptedGateway } from './scripted-gateway.ts';

export interface PracticeGateway {
  /** `ws://127.0.0.1:PORT`, a free port. */
  readonly url: string;
  /** Made anew with every start. */
  readonly token: string;
  /** Settles when nothing of it is left; twice is safe. */
  close(): Promise<void>;
}

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
  const gateway = new ScriptedGateway({
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
