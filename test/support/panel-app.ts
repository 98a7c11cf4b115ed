import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';

import { projectRoot } from '../../build/electron/pinned.mjs';
import { waitFor } from './wait-for.ts';

/** What a CLI call gave back. */
export interface CliAnswer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built app in the real Electron, with a BULKHEAD_HOME of its own, driven from outside. */
export interface PanelApp {
  readonly home: string;
  readonly pid: number;
  readonly electron: ElectronApplication;
  page(): Promise<Page>;
  /** Runs `bulkhead` with these arguments against this app. */
  cli(args: readonly string[], input?: string): Promise<CliAnswer>;
  /** `bulkhead ARGS --json`, parsed; throws what it printed when the exit code is not 0. */
  json(args: readonly string[], input?: string): Promise<unknown>;
  /** Quits as a person does and waits until the process is gone. Twice is safe. */
  quit(): Promise<void>;
}

const runCli = (
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  input: string,
): Promise<CliAnswer> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(projectRoot, 'build/bin/bulkhead.mjs'), ...args], {
      env,
      timeout: 120_000,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout, stderr });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });

/**
 * Starts the built app and waits until its control socket answers. `env` is added to the test's
 * own private environment.
 */
export const startPanelApp = async (options: {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}): Promise<PanelApp> => {
  await mkdir(options.home, { recursive: true, mode: 0o700 });
  const env: Record<string, string> = { BULKHEAD_HOME: options.home };
  for (const [name, value] of Object.entries({ ...process.env, ...options.env })) {
    if (value !== undefined && !(name in env)) env[name] = value;
  }
  const electron = await _electron.launch({
    args: ['--no-sandbox', '--disable-gpu', projectRoot, ...(options.args ?? [])],
    env,
    timeout: 60_000,
  });
  const pid = electron.process().pid;
  if (pid === undefined) throw new Error('Electron did not start');
  const gone = new Promise<void>((resolve) => {
    electron.process().once('exit', () => {
      resolve();
    });
  });
  const cli: PanelApp['cli'] = (args, input = '') => runCli(env, args, input);
  let quitting: Promise<void> | null = null;
  const app: PanelApp = {
    home: options.home,
    pid,
    electron,
    page: () => electron.firstWindow(),
    cli,
    json: async (args, input) => {
      const options_ = args.indexOf('--');
      const at = options_ === -1 ? args.length : options_;
      const answer = await cli([...args.slice(0, at), '--json', ...args.slice(at)], input);
      if (answer.code !== 0) {
        throw new Error(
          `${args.join(' ')}: exit ${String(answer.code)}\n${answer.stderr}${answer.stdout}`,
        );
      }
      return JSON.parse(answer.stdout) as unknown;
    },
    quit: () => {
      quitting ??= (async () => {
        await electron.close().catch(() => undefined);
        await gone;
      })();
      return quitting;
    },
  };
  await waitFor('the control socket', async () => (await cli(['status'])).code === 0, 30_000);
  return app;
};
