import { answerWithinMs } from '../ports/answer-within.ts';
import type { CliIo } from './cli-io.ts';
import type { ControlClient } from './client.ts';

/** How one command is run: who answers, where it prints, in which form. */
export interface CommandRun {
  readonly client: ControlClient;
  /** One more connection, for what is to be said while `client` watches. */
  readonly connect: () => Promise<ControlClient>;
  readonly io: CliIo;
  readonly json: boolean;
  readonly now: () => number;
  /** True where whoever gave the command sees the desktop that a browser would open on. */
  readonly hasDisplay: boolean;
}

/** Longest wait for a command, in ms: also a question that nobody answers is told of. */
export const questionMs = answerWithinMs + 10_000;
