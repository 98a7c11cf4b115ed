import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { constants, getPriority, setPriority } from 'node:os';
import { isAbsolute } from 'node:path';
import type { Readable, Writable } from 'node:stream';

import { failure } from '../../shared/failure.ts';
import type { HelperBounds } from '../../shared/state.ts';
import { systemClock } from '../base/clock.ts';
import { closingInherited } from '../base/close-inherited.ts';
import { FailureError, toFailure } from '../base/errors.ts';
import { mayBeRun } from '../base/find-program.ts';
import { errnoOf } from '../base/values.ts';
import type { ExitReport, LimitHit } from './client.ts';
import { OwnScope } from './own-scope.ts';

/** How long a process may take to leave after its stdin ended, before its group is killed. */
export const closeGraceMs = 1_000;

const stderrTailLength = 4_000;
const drainMs = 200;

/** What holds a process when no scope does. */
export interface GateAnswer {
  /** Bytes that each of its processes may have by itself; null where a scope limits them. */
  readonly memoryEach: number | null;
  /** How much nicer than the app itself it is to be, with all that it starts; 0 where a scope shares the processor out. */
  readonly nicer: number;
}

/**
 * Asked with the process's id before the program in it begins, which waits for the answer: by then
 * it is written down, and wherever it is to be.
 */
export type Gate = (pid: number) => Promise<GateAnswer>;

// A shell reads from a pipe no further than to the end of a line. It becomes the program, so that
// the id stays; a dump of gigabytes would fall into the folder that the helper works in.
const gateScript = `
ulimit -c 0
read -r each || exit 1
[ -z "$each" ] || ulimit -d "$each" 2>/dev/null
exec "$@"
`;

/** A child in a process group of its own. */
export interface CodexProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** What it is held to; null when it went through no gate. */
  readonly bounds: HelperBounds | null;
  /** Settles once the process is gone and its group was killed; never rejects. */
  readonly exited: Promise<ExitReport>;
  /** Ends stdin, waits `closeGraceMs`, kills the group; settles when it is gone. Twice is safe. */
  close(): Promise<void>;
}

/** Begins with a whole word: half a secret would not be known as one. */
const endOf = (text: string): string =>
  text.length <= stderrTailLength ? text : text.slice(-stderrTailLength).replace(/^\S*/, '');

/** Without colours and other control sequences; each pattern has an end, so it takes linear time. */
const plain = (text: string): string =>
  text
    .replaceAll(/\u001B\[[0-?]{0,32}[ -/]{0,8}[@-~]/g, '')
    .replaceAll(/\u001B\][^\u0007\u001B]{0,256}(?:\u0007|\u001B\\)/g, '')
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F\u009B]/g, '');

/** The niceness that a process has now: that of the app and so much more; null where it may not be set. */
const makeNicer = (pid: number, nicer: number): number | null => {
  try {
    const niceness = Math.min(constants.priority.PRIORITY_LOW, getPriority() + nicer);
    // Of a process with one thread, as a shell at the gate is: each thread has its own.
    if (nicer > 0) setPriority(pid, niceness);
    return niceness;
  } catch {
    // Told by what it is held to.
    return null;
  }
};

/** The kernel refuses a user's second change within a tenth of a second, whosever group it was. */
const groupTries = 20;
const groupPauseMs = 150;

/**
 * Makes the whole session of a process nicer. With CONFIG_SCHED_AUTOGROUP (sched(7)) the kernel
 * shares a processor out among sessions first, so that a niceness counts inside its own one alone.
 * Never rejects; where there is no such grouping nothing is to be done.
 */
const makeSessionNicer = async (
  pid: number,
  niceness: number,
  signal: AbortSignal,
): Promise<void> => {
  for (let tried = 0; tried < groupTries && !signal.aborted; tried += 1) {
    try {
      await writeFile(`/proc/${pid}/autogroup`, String(niceness));
      return;
    } catch (thrown) {
      if (errnoOf(thrown) !== 'EAGAIN') return;
    }
    await systemClock.pause(groupPauseMs, signal);
  }
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // ESRCH: nobody is left in the group, which is what was wanted.
  }
};

const notFound = (command: string, code: string): FailureError =>
  new FailureError(failure({ kind: 'not-found', command }, `cannot run ${command}`, code));

/** Throws why there is no process; settles when there is one. */
const notStarted = async (spawned: Promise<unknown>, command: string): Promise<void> => {
  try {
    await spawned;
  } catch (thrown) {
    const code = errnoOf(thrown);
    const absent = code === 'ENOENT' || code === 'EACCES' || code === 'ENOEXEC';
    const cause = absent
      ? ({ kind: 'not-found', command } as const)
      : ({ kind: 'unexpected' } as const);
    throw new FailureError(failure(cause, toFailure(thrown).detail, code), { cause: thrown });
  }
};

/**
 * Starts `command` with exactly the environment given (`closingInherited` says what joins it), with
 * nothing open of ours but its three pipes, and in its own process group, so that all it started can
 * be ended with it. Throws a FailureError: `not-found` when there is no such program or it may not be
 * run, else `unexpected`. A command without a path that is nowhere is an exit with 127.
 */
export const startProcess = async (options: {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly redact: (text: string) => string;
  /** What it says on stderr as it comes, not redacted: to be read for what it tells, never kept. */
  readonly onStderr?: (chunk: string) => void;
  readonly gate?: Gate;
  /** Told of a limit that was met while the process lives on. */
  readonly onLimit?: (hit: LimitHit) => void;
}): Promise<CodexProcess> => {
  const { command, args, gate } = options;
  // The shell would start anyway, and say nothing of it that we know.
  if (isAbsolute(command) && !(await mayBeRun(command))) {
    throw notFound(command, 'ENOENT');
  }
  // Closed before the gate: who waits there holds nothing of ours meanwhile.
  const [file, argv] =
    gate === undefined
      ? closingInherited(command, args)
      : closingInherited('/bin/sh', ['-c', gateScript, 'sh', command, ...args]);
  const child = spawn(file, argv, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  const spawned = once(child, 'spawn');
  // With no descriptor left there are no pipes either, whatever their type says.
  if (child.pid === undefined) await notStarted(spawned, options.command);
  let tail = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (chunk: string) => {
    options.onStderr?.(chunk);
    // Its control characters are taken out once, of what is left at the end.
    tail = endOf(tail + chunk);
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    stream.on('error', () => undefined);
  }
  await notStarted(spawned, options.command);
  child.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined) throw new FailureError(failure({ kind: 'unexpected' }, 'no process id'));

  const over = new AbortController();
  let scope: OwnScope | null = null;
  const exited = new Promise<ExitReport>((resolve) => {
    child.once('exit', (exitCode, signal) => {
      over.abort();
      // First: a scope goes with the last process in it.
      const limit = exitCode === 0 ? null : (scope?.endedBy() ?? null);
      killGroup(pid);
      const report = (): void => {
        clearTimeout(timer);
        const stderrTail = options.redact(plain(tail)).trim();
        const ended = { exitCode, signal, stderrTail };
        resolve(limit === null ? ended : { ...ended, limit });
      };
      // A pipe that a stray grandchild holds open must not hold up the news of the exit.
      const timer = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        report();
      }, drainMs);
      child.once('close', report);
    });
  });

  let bounds: HelperBounds | null = null;
  if (gate !== undefined) {
    try {
      const { memoryEach, nicer } = await gate(pid);
      scope = OwnScope.of(pid, systemClock);
      void scope?.watch((hit) => options.onLimit?.(hit), over.signal);
      const niceness = scope === null ? makeNicer(pid, nicer) : null;
      if (niceness !== null && nicer > 0) void makeSessionNicer(pid, niceness, over.signal);
      bounds = scope?.bounds ?? { kind: 'process', memory: memoryEach, niceness };
      child.stdin.write(`${memoryEach === null ? '' : Math.floor(memoryEach / 1024)}\n`);
    } catch (thrown) {
      killGroup(pid);
      await exited;
      throw thrown instanceof FailureError
        ? thrown
        : new FailureError(toFailure(thrown), { cause: thrown });
    }
  }

  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    child.stdin.end();
    const timer = setTimeout(() => killGroup(pid), closeGraceMs);
    await exited;
    clearTimeout(timer);
  };
  return {
    pid,
    stdin: child.stdin,
    stdout: child.stdout,
    bounds,
    exited,
    close: () => (closing ??= close()),
  };
};
