import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';

import { closingInherited } from './close-inherited.ts';

/** What a shell answered. */
export interface ShellAnswer {
  /** Its exit status; null when it was silent, or there is no process for it. */
  readonly code: number | null;
  readonly output: string;
  readonly isSilent: boolean;
}

/** One question: a function that the shell was given, and the words it is called with. */
export interface ShellQuestion {
  readonly call: string;
  readonly words: readonly string[];
  /** How long it may wait for something; what only waits for a processor may take `patience` times that. */
  readonly limitMs: number;
  /** UTF-16 units of the longest answer; what says more is ended. */
  readonly outputMax: number;
  /** Called once nothing of it is left: right away, unless it was silent and its process hangs. */
  readonly onGone: () => void;
}

/** Shells that wait for a question at a time. */
const waitingMax = 4;
/** How many limits one may take that is at work, or would be if it had a processor. */
const patience = 20;
/** Of a limit: who was at work for that long only paused for a moment, say for a page of its program. */
const share = 0.25;
/** How long one waits for the next question before it is let go. */
const waitMs = 10_000;

// No word has a NUL in it, and no line of an answer begins with this character.
const endOfAnswer = "printf '\\0\\1%d\\n' $?";
const answered = /\0\u0001(\d{1,3})\n$/;

const noAnswer = { code: null, isSilent: false } as const;

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

const endGroup = (pid: number | undefined): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just gone by itself.
  }
};

const readProc = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** What a shell and what it has started are at. */
interface Work {
  /** One of them waits for nothing but a processor. */
  readonly isRunnable: boolean;
  /** How long they were at work or waited for a processor, ms; 0 where the kernel does not tell. */
  readonly ms: number;
}

const workOf = (pid: number | undefined): Work => {
  if (pid === undefined) return { isRunnable: false, ms: 0 };
  const children = readProc(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean);
  const each = [String(pid), ...children];
  const ms = each.map((one) => {
    const [ran = 0, waited = 0] = readProc(`/proc/${one}/schedstat`).split(' ').map(Number);
    return (ran + waited) / 1e6;
  });
  return {
    isRunnable: each.some((one) => {
      const stat = readProc(`/proc/${one}/stat`);
      return stat.charAt(stat.lastIndexOf(')') + 2) === 'R';
    }),
    ms: ms.reduce((sum, one) => sum + one, 0),
  };
};

/** Neither the process nor its pipes keep this one alive. */
const letGoOn = (child: ChildProcess): void => {
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) if (pipe instanceof Socket) pipe.unref();
};

/**
 * Shells that know some functions and are asked to call them, each question by one shell of its own
 * that goes on waiting afterwards: making a process costs the one that makes it many times what the
 * answer costs. One that does not answer in time is ended, and holds up nobody else.
 */
export class WaitingShells {
  readonly #functions: string;
  readonly #waiting = new Map<ChildProcess, NodeJS.Timeout>();

  /** `functions` are the bodies by their names; each is called in a subshell of its own. */
  constructor(functions: Readonly<Record<string, string>>) {
    this.#functions = Object.entries(functions)
      .map(([name, body]) => `${name}() {\n${body}\n}\n`)
      .join('');
  }

  async ask(question: ShellQuestion): Promise<ShellAnswer> {
    const [waiting] = this.#waiting.keys();
    if (waiting !== undefined) {
      this.#take(waiting);
      const answer = await this.#question(waiting, question);
      // It may have been ended while it waited, by whoever.
      if (answer !== null) return answer;
    }
    return (await this.#question(this.#start(), question)) ?? this.#lost(question);
  }

  #lost({ onGone }: ShellQuestion): ShellAnswer {
    setImmediate(onGone);
    return { ...noAnswer, output: '' };
  }

  #start(): ChildProcess {
    const [file, args] = closingInherited('/bin/sh', ['-s']);
    const child = spawn(file, args, {
      cwd: '/',
      // The last is NixOS, which has nothing but a shell in the others.
      env: { PATH: '/usr/bin:/bin:/run/current-system/sw/bin' },
      stdio: ['pipe', 'pipe', 'ignore'],
      // What it has started itself is ended with it.
      detached: true,
    });
    child.on('error', () => undefined);
    // With no descriptor left there are no pipes either, whatever their type says.
    const pipes = child as Partial<Pick<ChildProcess, 'stdin' | 'stdout'>>;
    pipes.stdin?.on('error', () => undefined);
    pipes.stdin?.write(this.#functions);
    pipes.stdout?.setEncoding('utf8').on('error', () => undefined);
    letGoOn(child);
    return child;
  }

  /** Null when its process ended without an answer. */
  #question(child: ChildProcess, asked: ShellQuestion): Promise<ShellAnswer | null> {
    const { stdin, stdout } = child as Partial<Pick<ChildProcess, 'stdin' | 'stdout'>>;
    return new Promise((resolve) => {
      let output = '';
      let isHanging = false;
      let isSettled = false;
      const settle = (answer: ShellAnswer | null): void => {
        isSettled = true;
        clearTimeout(timer);
        stdout?.off('data', hear);
        child.off('close', close);
        resolve(answer);
      };
      const giveUp = (answer: ShellAnswer): void => {
        endGroup(child.pid);
        isHanging = true;
        child.once('close', () => asked.onGone());
        settle(answer);
        stdout?.destroy();
      };
      let limits = 0;
      let workedMs = workOf(child.pid).ms;
      const isAtWork = (): boolean => {
        const { isRunnable, ms } = workOf(child.pid);
        const worked = ms - workedMs;
        workedMs = ms;
        return isRunnable || worked >= asked.limitMs * share;
      };
      const expire = (): void => {
        limits += 1;
        // Its answer may be there already: this thread was late, and reads only after its timers.
        setImmediate(() => {
          if (isSettled) return;
          if (limits < patience && isAtWork()) timer = setTimeout(expire, asked.limitMs);
          else giveUp({ code: null, output, isSilent: true });
        });
      };
      let timer = setTimeout(expire, asked.limitMs);
      const hear = (text: string): void => {
        output += text;
        const end = answered.exec(output.slice(-8));
        if (end !== null) {
          asked.onGone();
          this.#wait(child);
          const length = output.length - end[0].length;
          settle({ code: Number(end[1]), output: output.slice(0, length), isSilent: false });
        } else if (output.length > asked.outputMax) giveUp({ ...noAnswer, output });
      };
      const close = (): void => {
        if (!isHanging) settle(null);
      };
      child.once('close', close);
      stdout?.on('data', hear);
      const words = asked.words.map(quoted).join(' ');
      stdin?.write(`( ${asked.call} ${words} ) </dev/null; ${endOfAnswer}\n`);
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) close();
    });
  }

  #wait(child: ChildProcess): void {
    if (this.#waiting.size >= waitingMax) {
      child.stdin?.end();
      return;
    }
    const over = setTimeout(() => {
      this.#take(child);
      child.stdin?.end();
    }, waitMs);
    over.unref();
    this.#waiting.set(child, over);
  }

  #take(child: ChildProcess): void {
    clearTimeout(this.#waiting.get(child));
    this.#waiting.delete(child);
  }
}
