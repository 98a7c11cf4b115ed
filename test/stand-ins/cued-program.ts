import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { Readable, Writable } from 'node:stream';

import * as v from 'valibot';

import { LineSplitter, maxLineBytes } from '../../electron/base/line-splitter.ts';
import { runHelperProgram } from '../../electron/practice/program/program.ts';
import { startCue, turnCue } from './cues.ts';
import type { StartCue, TurnCue } from './cues.ts';

const id = v.union([v.string(), v.number()]);
const Asked = v.object({ id, method: v.string(), params: v.optional(v.unknown()) });
const Answer = v.object({ id, method: v.optional(v.undefined()) });
const Started = v.object({ id, result: v.object({ turn: v.object({ id: v.string() }) }) });
const Prompt = v.object({ input: v.array(v.object({ text: v.string() })) });
const OfTurn = v.object({ turnId: v.string() });
const Delta = v.object({ method: v.literal('item/agentMessage/delta'), params: OfTurn });

/** Stands between the practice helper program and its panel, and does what it is cued to. */
class CuedWire {
  readonly #start: StartCue | null;
  readonly #outside: { readonly stdin: Readable; readonly stdout: Writable };
  readonly #inside = { stdin: new PassThrough(), stdout: new PassThrough() };
  /** Cues by the id of their `turn/start`, then by the id of the turn. */
  readonly #asked = new Map<string | number, TurnCue>();
  readonly #turns = new Map<string, TurnCue>();
  /** What the panel owes an answer before anything goes on. */
  readonly #owed = new Set<string>();
  #held: string[] = [];

  constructor(start: StartCue | null, stdin: Readable, stdout: Writable) {
    this.#start = start;
    this.#outside = { stdin, stdout };
  }

  /** Runs the program behind this wire; settles with its exit code. */
  run(env: NodeJS.ProcessEnv): Promise<number> {
    const { stdin, stdout } = this.#outside;
    const inside = this.#inside;
    const [asked, told] = [new LineSplitter(), new LineSplitter()];
    stdin.on('data', (chunk: Buffer) => asked.push(chunk).forEach((line) => this.#take(line)));
    stdin.on('end', () => inside.stdin.end());
    stdin.on('error', () => inside.stdin.end());
    stdout.on('error', (error) => inside.stdout.destroy(error));
    inside.stdout.on('data', (chunk: Buffer) =>
      told.push(chunk).forEach((line) => this.#tell(line)),
    );
    return runHelperProgram(inside.stdin, inside.stdout, { env });
  }

  /** A line of the panel. */
  #take(line: string): void {
    const parsed: unknown = JSON.parse(line);
    if (this.#start === 'silent') return;
    const answer = v.safeParse(Answer, parsed);
    if (answer.success && this.#owed.delete(String(answer.output.id))) {
      if (this.#owed.size === 0) this.#release();
      return;
    }
    const request = v.safeParse(Asked, parsed);
    if (request.success && !this.#isPassedOn(request.output)) return;
    this.#inside.stdin.write(`${line}\n`);
  }

  #isPassedOn({ id: asked, method, params }: v.InferOutput<typeof Asked>): boolean {
    if (method === 'account/read' && this.#start === 'config-warning') {
      const path = join(process.env.CODEX_HOME ?? '', 'config.toml');
      const summary = 'Invalid configuration; using defaults.';
      this.#send({ method: 'configWarning', params: { summary, details: null, path } });
    }
    if (method === 'turn/start') {
      const prompt = v.parse(Prompt, params).input.map(({ text }) => text);
      const cue = turnCue(prompt.join(''));
      if (cue !== null) this.#asked.set(asked, cue);
      return cue?.kind !== 'ignore-turn';
    }
    if (method !== 'turn/interrupt') return true;
    return this.#turns.get(v.parse(OfTurn, params).turnId)?.kind !== 'ignore-interrupt';
  }

  /** A line of the program. */
  #tell(line: string): void {
    const parsed: unknown = JSON.parse(line);
    const started = v.safeParse(Started, parsed);
    if (started.success) {
      const { id: asked, result } = started.output;
      const cue = this.#asked.get(asked);
      this.#asked.delete(asked);
      if (cue !== undefined) this.#turns.set(result.turn.id, cue);
    }
    this.#raw(`${this.#changed(line)}\n`);
    const delta = v.safeParse(Delta, parsed);
    if (!delta.success) return;
    const { turnId } = delta.output.params;
    const cue = this.#turns.get(turnId);
    if (cue === undefined || cue.kind === 'ignore-interrupt') return;
    this.#turns.delete(turnId);
    this.#misbehave(cue);
  }

  #changed(line: string): string {
    if (this.#start === 'old') return line.replace(/"practice\/[\d.]+/, '"practice/0.100.0');
    if (this.#start !== 'other-provider') return line;
    return line.replace('"modelProvider":"bulkhead"', '"modelProvider":"openai"');
  }

  #misbehave(cue: TurnCue): void {
    switch (cue.kind) {
      case 'exit':
        process.exit(cue.code);
        break;
      case 'kill':
        process.kill(process.pid, 'SIGKILL');
        return;
      case 'garbage':
        this.#raw('this is no message\n');
        return;
      case 'oversized':
        this.#raw(`"${'x'.repeat(maxLineBytes + 1)}"\n`);
        return;
      case 'close-stdin':
        this.#outside.stdin.destroy();
        // libuv leaves the descriptors 0 to 2 open.
        closeSync(0);
        return;
      case 'odd-names':
        for (const method of ['error', '__proto__', 'constructor']) {
          this.#send({ method, params: null });
        }
        this.#raw('{"method":"__proto__","params":{"__proto__":{"threadId":"x"}}}\n');
        return;
      case 'ask': {
        const methods = ['item/commandExecution/requestApproval', 'practice/unknown'];
        const asks = methods.map((method) => ({ id: `cued ${method}`, method, params: {} }));
        asks.forEach((ask) => this.#send(ask));
        asks.forEach((ask) => this.#owed.add(ask.id));
        return;
      }
      case 'ignore-interrupt':
      case 'ignore-turn':
        return;
    }
  }

  #send(message: unknown): void {
    this.#raw(`${JSON.stringify(message)}\n`);
  }

  #raw(text: string): void {
    if (this.#owed.size > 0) this.#held.push(text);
    else this.#outside.stdout.write(text);
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const text of held) this.#raw(text);
  }
}

/**
 * The practice helper program, which prompts and `BULKHEAD_PRACTICE_CUE` of the environment cue to
 * misbehave. Settles with its exit code.
 */
export const runCuedProgram = (
  stdin: Readable,
  stdout: Writable,
  env: NodeJS.ProcessEnv,
): Promise<number> => {
  const start = startCue(env);
  if (process.argv.includes('--version')) return runHelperProgram(stdin, stdout, { env });
  if (start === 'exit-at-start') return Promise.resolve(7);
  return new CuedWire(start, stdin, stdout).run(env);
};
