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

/** Longest wait for a command, in ms: a question in the window may stand open for a while. */
export const questionMs = 120_000;
