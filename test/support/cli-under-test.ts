import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCli } from '../../electron/control/run-cli.ts';
import { ControlServer } from '../../electron/control/server.ts';
import { systemClock } from '../../electron/base/clock.ts';
import { silentLog } from '../../electron/base/log.ts';
import { pathsFor } from '../../electron/base/paths.ts';
import { failure, type Failure } from '../../shared/failure.ts';
import { scriptedPanel, type ScriptedPanel } from './scripted-panel.ts';

/** What a command line has printed, and how it ended. */
export interface CliEnd {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command line at work. */
export interface CliAtWork {
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<CliEnd>;
  /** Ctrl+C. */
  interrupt(): void;
}

/** The command line beside a scripted panel that it reaches over a real control socket. */
export interface CliUnderTest {
  readonly panel: ScriptedPanel;
  readonly env: Readonly<Record<string, string>>;
  start(
    args: readonly string[],
    given?: {
      readonly stdin?: string;
      readonly env?: Readonly<Record<string, string>>;
      readonly licencesFile?: string;
    },
  ): CliAtWork;
  /** Ends the server: from then on nobody listens. */
  closeServer(): Promise<void>;
  close(): Promise<void>;
}

/** What stands behind a helper whose key OpenAI refused. */
export const refusedByOpenai: Failure = failure(
  { kind: 'unauthorized', credentialId: 'openai', generation: 1, provider: 'OpenAI' },
  'Invalid bearer token',
  401,
);

/** The time that the command line takes it for, in epoch ms. */
export const cliNow = 1_000_000;

/** Runs a command line in this process; what it prints and reads stays in the test. */
export const runInTest = (
  args: readonly string[],
  given: {
    readonly stdin?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly licencesFile?: string;
  } = {},
): CliAtWork => {
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  const running = runCli(args, {
    env: given.env ?? {},
    now: () => cliNow,
    licencesFile: given.licencesFile ?? '/nowhere/licences.json',
    io: {
      out: (text) => {
        out += text;
        return Promise.resolve();
      },
      err: (text) => {
        err += text;
      },
      stdin: () => Promise.resolve(given.stdin ?? ''),
      confirm: (question) => {
        err += question;
        return Promise.resolve(given.stdin === 'y');
      },
      onInterrupt: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
  return {
    out: () => out,
    err: () => err,
    ended: running.then((code) => ({ code, out, err })),
    interrupt: () => {
      for (const listener of listeners) listener();
    },
  };
};

/**
 * Opens one; what it prints and reads stays in the test. `confirm` answers what is asked in the
 * window: nobody sits there when it is left out.
 */
export const openCli = async (
  confirm: (what: string, signal: AbortSignal) => Promise<boolean> = () => Promise.resolve(false),
): Promise<CliUnderTest> => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-cli-'));
  const env = { BULKHEAD_HOME: join(folder, 'home'), HOME: folder };
  const panel = scriptedPanel();
  const server = new ControlServer({
    panel,
    path: pathsFor({ env }).socket,
    clock: systemClock,
    log: silentLog,
    confirm,
  });
  await server.open();
  return {
    panel,
    env,
    start: (args, given = {}) => runInTest(args, { ...given, env: { ...env, ...given.env } }),
    closeServer: () => server.close(),
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
