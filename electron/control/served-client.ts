import type { Socket } from 'node:net';
import * as v from 'valibot';
import { commandInputs, isCommandName } from '../../shared/contract.ts';
import { failure, type Failure } from '../../shared/failure.ts';
import { failed, type Reply } from '../../shared/result.ts';
import type { PanelState } from '../../shared/state.ts';
import { LineSplitter } from '../base/line-splitter.ts';
import { toFailure } from '../base/errors.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { issueText } from '../base/issue-text.ts';
import { socketPolicy } from './policy.ts';
import { controlVersion, maxRequestBytes, type ControlReply } from './protocol.ts';

export interface ServedClientDeps {
  readonly panel: PanelPort;
  /**
   * Asks the person in the window; false when they decline, when there is no window to ask in, and
   * once the signal aborts: whoever wanted to know is gone.
   */
  readonly confirm: (what: string, signal: AbortSignal) => Promise<boolean>;
}

const RequestSchema = v.object({
  v: v.literal(controlVersion),
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  command: v.optional(v.string()),
  input: v.optional(v.unknown(), {}),
  watch: v.optional(v.literal(true)),
});

const mostAtOnce = 16;
const writeAhead = 1024 * 1024;

const invalid = (what: string): Failure => failure({ kind: 'invalid-input', what });

/** One client of the control socket: its lines, its replies, its watch. Nothing it does can throw. */
export class ServedClient {
  readonly #socket: Socket;
  readonly #deps: ServedClientDeps;
  readonly #lines = new LineSplitter(maxRequestBytes);
  readonly #waiting: string[] = [];
  #running = 0;
  #stopWatching: (() => void) | null = null;
  /** Aborted once the client is gone, or cannot be told from one that is. */
  readonly #gone = new AbortController();

  constructor(socket: Socket, deps: ServedClientDeps) {
    this.#socket = socket;
    this.#deps = deps;
    socket.on('error', () => {
      socket.destroy();
    });
    socket.on('close', () => {
      this.#waiting.length = 0;
      this.#stopWatching?.();
      this.#gone.abort();
    });
    socket.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
    socket.on('drain', () => {
      this.#next();
    });
    socket.on('end', () => {
      // A client that closed its side still gets the answers to what it asked, but no watch, and
      // nobody is asked for one that may have been killed.
      this.#stopWatching?.();
      this.#gone.abort();
      this.#endWhenDone();
    });
  }

  #take(chunk: Buffer): void {
    if (this.#socket.writableEnded) return;
    try {
      this.#waiting.push(...this.#lines.push(chunk));
    } catch {
      this.#say({ v: 1, id: null, ok: false, failure: invalid('the line is too long') });
      this.#socket.end();
      return;
    }
    this.#next();
  }

  /** Starts what waits, as long as the client takes its answers. */
  #next(): void {
    while (this.#running < mostAtOnce && this.#socket.writableLength < writeAhead) {
      const line = this.#waiting.shift();
      if (line === undefined) break;
      this.#running += 1;
      void this.#handle(line).finally(() => {
        this.#running -= 1;
        this.#next();
        this.#endWhenDone();
      });
    }
    if (this.#waiting.length > 0) this.#socket.pause();
    else this.#socket.resume();
  }

  #endWhenDone(): void {
    if (this.#gone.signal.aborted && this.#running === 0 && this.#waiting.length === 0)
      this.#socket.end();
  }

  async #handle(line: string): Promise<void> {
    let raw: unknown;
    try {
      raw = JSON.parse(line);
    } catch {
      this.#say({ v: 1, id: null, ok: false, failure: invalid('the line is not JSON') });
      return;
    }
    const request = v.safeParse(RequestSchema, raw);
    if (!request.success) {
      const what = `the line is not a request: ${issueText(request.issues)}`;
      this.#say({ v: 1, id: null, ok: false, failure: invalid(what) });
      return;
    }
    const { id, command, input, watch } = request.output;
    if (watch === true) {
      this.#watch(id);
      return;
    }
    const reply = await this.#run(command, input);
    this.#say(
      reply.ok
        ? { v: 1, id, ok: true, value: reply.value }
        : { v: 1, id, ok: false, failure: reply.failure },
    );
  }

  async #run(name: unknown, rawInput: unknown): Promise<Reply<unknown>> {
    const { panel, confirm } = this.#deps;
    try {
      if (!isCommandName(name)) return failed(invalid('there is no such command'));
      const input = v.safeParse(commandInputs[name], rawInput);
      if (!input.success) return failed(invalid(issueText(input.issues)));
      const verdict = socketPolicy(name, input.output, panel.state());
      if (verdict.kind === 'refuse') return failed(verdict.failure);
      if (verdict.kind === 'confirm' && !(await confirm(verdict.what, this.#gone.signal))) {
        return failed(failure({ kind: 'needs-confirmation', what: verdict.what }));
      }
      return await panel.dispatch(name, input.output, 'socket');
    } catch (error) {
      return failed(toFailure(error));
    }
  }

  /**
   * A line per revision; a client that reads slowly gets the newest one when it is ready again. A
   * second watch takes the place of the first.
   */
  #watch(id: number): void {
    this.#stopWatching?.();
    if (this.#gone.signal.aborted) return;
    const { panel } = this.#deps;
    const socket = this.#socket;
    let sessionsSent = -1;
    let newest: PanelState | null = null;
    const send = (): void => {
      if (newest === null || socket.writableLength >= writeAhead) return;
      const { revision, rows } = panel.sessions();
      const sessions = revision === sessionsSent ? null : rows;
      sessionsSent = revision;
      this.#say({ v: 1, id, watch: { state: newest, sessions } });
      newest = null;
    };
    const unsubscribe = panel.onState((state) => {
      newest = state;
      send();
    });
    socket.on('drain', send);
    this.#stopWatching = () => {
      unsubscribe();
      socket.off('drain', send);
    };
    newest = panel.state();
    send();
  }

  #say(reply: ControlReply): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#socket.write(`${JSON.stringify(reply)}\n`);
  }
}
