import type { Socket } from 'node:net';
import * as v from 'valibot';
import { commandInputs, isCommandName } from '../../shared/contract.ts';
import { failure, type Failure } from '../../shared/failure.ts';
import { failed, type Reply } from '../../shared/result.ts';
import type { Clock } from '../base/clock.ts';
import { LineSplitter } from '../base/line-splitter.ts';
import { toFailure } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { parseJson } from '../base/parse-json.ts';
import { answerWithinMs } from '../ports/desktop-port.ts';
import type { PanelPort } from '../ports/panel-port.ts';
import { issueText } from '../base/issue-text.ts';
import { socketPolicy } from './policy.ts';
import { controlVersion, maxRequestBytes, type ControlReply } from './protocol.ts';
import type { WatchFeed } from './watch-feed.ts';

export interface ServedClientDeps {
  readonly panel: PanelPort;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Asks the person in the window, and says so when the question is about to stand there; false when they decline, when there is no window to ask in, and
   * once the signal aborts: whoever wanted to know is gone.
   */
  readonly confirm: (what: string, signal: AbortSignal, onAsked: () => void) => Promise<boolean>;
}

const RequestSchema = v.object({
  v: v.literal(controlVersion),
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  command: v.optional(v.string()),
  input: v.optional(v.unknown(), {}),
  watch: v.optional(v.literal(true)),
  waits: v.optional(v.literal(true)),
});

const mostAtOnce = 16;
/** Bytes that may wait for a client to read them before it is written nothing more. */
const writeAhead = 1024 * 1024;
/** How long a client may read nothing of what waits for it. */
const readsWithinMs = 60_000;
/** After the reason is written, it may still be read for this long. */
const lingerMs = 2_000;

const invalid = (what: string): Failure => failure({ kind: 'invalid-input', what });

/** One client of the control socket: its lines, its replies, its watch. Nothing it does can throw. */
export class ServedClient {
  readonly #socket: Socket;
  readonly #deps: ServedClientDeps;
  readonly #feed: WatchFeed;
  readonly #lines = new LineSplitter(maxRequestBytes);
  readonly #waiting: string[] = [];
  #running = 0;
  #stopWatching: (() => void) | null = null;
  /** Counts the lines that the client has taken. */
  #taken = 0;
  #isTimed = false;
  readonly #closed = new AbortController();
  /** Aborted once the client is gone, or cannot be told from one that is. */
  readonly #gone = new AbortController();

  constructor(socket: Socket, feed: WatchFeed, deps: ServedClientDeps) {
    this.#socket = socket;
    this.#feed = feed;
    this.#deps = deps;
    socket.on('error', () => {
      socket.destroy();
    });
    socket.on('close', () => {
      this.#waiting.length = 0;
      this.#stopWatching?.();
      this.#gone.abort();
      this.#closed.abort();
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
    const raw = parseJson(line);
    if (raw === undefined) {
      const what = 'the line is not JSON, or holds more than any request';
      this.#say({ v: 1, id: null, ok: false, failure: invalid(what) });
      return;
    }
    const request = v.safeParse(RequestSchema, raw);
    if (!request.success) {
      const what = `the line is not a request: ${issueText(request.issues)}`;
      this.#say({ v: 1, id: null, ok: false, failure: invalid(what) });
      return;
    }
    const { id, command, input, watch, waits } = request.output;
    if (watch === true) {
      this.#watch(id);
      return;
    }
    const reply = await this.#run(command, input, (what) => {
      if (waits === true) this.#say({ v: 1, id, waits: { what, ms: answerWithinMs } });
    });
    this.#say(
      reply.ok
        ? { v: 1, id, ok: true, value: reply.value }
        : { v: 1, id, ok: false, failure: reply.failure },
    );
  }

  async #run(
    name: unknown,
    rawInput: unknown,
    onAsked: (what: string) => void,
  ): Promise<Reply<unknown>> {
    const { panel, confirm } = this.#deps;
    try {
      if (!isCommandName(name)) return failed(invalid('there is no such command'));
      const input = v.safeParse(commandInputs[name], rawInput);
      if (!input.success) return failed(invalid(issueText(input.issues)));
      const verdict = socketPolicy(name, input.output, panel.state());
      if (verdict.kind === 'refuse') return failed(verdict.failure);
      if (verdict.kind === 'confirm') {
        const { what } = verdict;
        const isAllowed = await confirm(what, this.#gone.signal, () => {
          onAsked(what);
        });
        if (!isAllowed) return failed(failure({ kind: 'needs-confirmation', what }));
      }
      return await panel.dispatch(name, input.output, 'socket');
    } catch (error) {
      return failed(toFailure(error));
    }
  }

  /**
   * The newest state, at most 30 times a second; a client that reads slowly gets it when it is ready
   * again, and nothing of what was in between. A second watch takes the place of the first.
   */
  #watch(id: number): void {
    this.#stopWatching?.();
    if (this.#gone.signal.aborted) return;
    const socket = this.#socket;
    let sessionsSent = -1;
    let isBehind = false;
    const send = (): void => {
      isBehind = socket.writableLength >= writeAhead;
      if (isBehind) return;
      const { state, sessions, sessionsRevision } = this.#feed.newest();
      const rows = sessionsRevision === sessionsSent ? 'null' : sessions;
      sessionsSent = sessionsRevision;
      this.#write(`{"v":1,"id":${id},"watch":{"state":${state},"sessions":${rows}}}`);
    };
    const catchUp = (): void => {
      if (isBehind) send();
    };
    const unsubscribe = this.#feed.subscribe(send);
    socket.on('drain', catchUp);
    this.#stopWatching = () => {
      unsubscribe();
      socket.off('drain', catchUp);
    };
    send();
  }

  #say(reply: ControlReply): void {
    this.#write(JSON.stringify(reply));
  }

  #write(line: string): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    this.#socket.write(`${line}\n`, () => {
      this.#taken += 1;
    });
    if (!this.#isTimed && this.#socket.writableLength > 0) void this.#timeReader();
  }

  /** Ends with a client that takes nothing, for as long as something waits for it. */
  async #timeReader(): Promise<void> {
    const { clock, log } = this.#deps;
    const socket = this.#socket;
    this.#isTimed = true;
    while (socket.writableLength > 0) {
      const before = this.#taken;
      await clock.pause(readsWithinMs, this.#closed.signal);
      if (this.#closed.signal.aborted) return;
      if (this.#taken > before || socket.writableLength === 0) continue;
      log.warn('control client dropped', { why: 'reads nothing', waiting: socket.writableLength });
      this.#stopWatching?.();
      this.#gone.abort();
      this.#waiting.length = 0;
      const why = failure({ kind: 'stalled', phase: 'reading', silentMs: readsWithinMs });
      this.#say({ v: 1, id: null, ok: false, failure: why });
      socket.end();
      await clock.pause(lingerMs, this.#closed.signal);
      socket.destroy();
      return;
    }
    this.#isTimed = false;
  }
}
