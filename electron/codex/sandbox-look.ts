import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  nothingKnown,
  type Sandbox,
  type SandboxFinding,
  type SandboxFindings,
} from '../../shared/state.ts';
import { removeFolder } from '../base/files.ts';
import type { CodexProgram } from './client.ts';
import { configToml, permissionProfile } from './config.ts';
import { startProcess } from './process.ts';

/** What was seen of a sandbox in one look. */
export interface SeenOfSandbox {
  /** Without a sandbox the tester reaches our socket: what it says inside one counts. */
  readonly testerReaches: boolean;
  /** The tester itself starts inside. */
  readonly testerRuns: boolean;
  /** Any command at all runs inside; told only where the tester does not. */
  readonly commandRuns: boolean;
  /** Somebody inside reached our socket. */
  readonly reached: boolean;
}

/** What was seen of a sandbox says this of it; what proves nothing is `unknown`. Pure. */
export const sandboxFinding = (seen: SeenOfSandbox): SandboxFinding => {
  if (!seen.testerReaches) return 'unknown';
  if (seen.reached) return 'open';
  if (seen.testerRuns) return 'closed';
  return seen.commandRuns ? 'unknown' : 'broken';
};

/** How long all of a look may take, in ms; what is not known by then is `unknown`. */
const lookMs = 10_000;

const noProvider = {
  name: 'none',
  baseUrl: 'http://127.0.0.1:9/v1',
  wireApi: 'responses',
} as const;

/** The config.toml that the sandboxes are looked at with: the permission profiles of a compartment. */
export const lookedAtConfig = configToml(noProvider, null, []);

/** A Unix socket of ours that counts who came. */
class Doorbell {
  readonly #path: string;
  readonly #server: Server;
  #rung = 0;

  private constructor(path: string) {
    this.#path = path;
    this.#server = createServer((socket) => {
      this.#rung += 1;
      socket.on('error', () => undefined);
      socket.end();
    });
  }

  static async hang(path: string): Promise<Doorbell> {
    const bell = new Doorbell(path);
    await new Promise<void>((resolve, reject) => {
      bell.#server.once('error', reject);
      bell.#server.listen(path, resolve);
    });
    return bell;
  }

  /** Whether anybody came while `run` ran. */
  async rungDuring(run: () => Promise<unknown>): Promise<boolean> {
    const before = this.#rung;
    await run();
    // Whoever came is in the line before us: once we were seen, so were they.
    await new Promise<void>((resolve) => {
      const own = createConnection(this.#path);
      own.on('error', () => undefined);
      own.resume().once('close', () => {
        resolve();
      });
    });
    return this.#rung - before > 1;
  }

  takeDown(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }
}

const sandboxes = ['read-only', 'workspace-write'] as const satisfies readonly Sandbox[];

const lookIn = async (
  folder: string,
  program: CodexProgram,
  path: string,
  signal: AbortSignal,
): Promise<SandboxFindings> => {
  const home = join(folder, 'home');
  const cwd = join(folder, 'cwd');
  const tmp = join(folder, 'tmp');
  for (const made of [home, cwd, tmp]) await mkdir(made);
  await writeFile(join(home, 'config.toml'), lookedAtConfig);
  // A launcher names the PATH and home that it needs.
  const env = { PATH: path, HOME: home, ...program.env, CODEX_HOME: home, TMPDIR: tmp };

  /** Whether the command ended well under a permission profile (`codex sandbox`, 0.169.0). */
  const runs = async (profile: string, command: readonly string[]): Promise<boolean> => {
    signal.throwIfAborted();
    const under = ['sandbox', '-P', profile, '-C', cwd, '--', ...command];
    const run = await startProcess({
      command: program.command,
      args: [...program.args, ...under],
      cwd,
      env,
      redact: (text) => text,
    });
    const end = (): void => void run.close();
    signal.addEventListener('abort', end, { once: true });
    run.stdin.end();
    run.stdout.resume();
    const { exitCode } = await run.exited;
    signal.removeEventListener('abort', end);
    signal.throwIfAborted();
    return exitCode === 0;
  };

  // In the folder that may be written in, nothing but the sandbox itself is in the way.
  const socket = join(cwd, 's');
  const own = [program.command, ...program.args];
  const tester = [...own, 'app-server', 'proxy', '--sock', socket];
  const bell = await Doorbell.hang(socket);
  try {
    const testerReaches = await bell.rungDuring(() => runs(':danger-full-access', tester));
    if (!testerReaches) return nothingKnown;
    const findings: Record<Sandbox, SandboxFinding> = { ...nothingKnown };
    for (const sandbox of sandboxes) {
      const profile = permissionProfile(sandbox);
      const testerRuns = await runs(profile, [...own, '--version']);
      const commandRuns = testerRuns || (await runs(profile, ['/bin/sh', '-c', ':']));
      const reached = testerRuns && (await bell.rungDuring(() => runs(profile, tester)));
      findings[sandbox] = sandboxFinding({ testerReaches, testerRuns, commandRuns, reached });
    }
    return findings;
  } finally {
    await bell.takeDown();
  }
};

/**
 * Tries what a tool command can do in each sandbox that is offered: whether it runs at all, and
 * whether it reaches a Unix socket of ours, as the control socket is one. The tester is codex
 * itself (`app-server proxy --sock`), first without a sandbox, so that its silence inside one
 * counts. Costs five to seven short runs; ends within 10 s. What could not be tried is `unknown`;
 * rejects only when `signal` aborts.
 */
export const lookAtSandboxes = async (
  program: CodexProgram,
  path: string,
  signal: AbortSignal,
): Promise<SandboxFindings> => {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-look-'));
  try {
    return await lookIn(
      folder,
      program,
      path,
      AbortSignal.any([signal, AbortSignal.timeout(lookMs)]),
    );
  } catch {
    signal.throwIfAborted();
    return nothingKnown;
  } finally {
    // What was seen counts, also where a command has left what cannot be removed.
    await removeFolder(folder).catch(() => undefined);
  }
};
