import { randomUUID } from 'node:crypto';

import * as v from 'valibot';

import { aborted } from '../../base/promises.ts';
import type { PracticeAccount } from './account.ts';
import { askProvider } from './ask-provider.ts';
import type { Ask, AskEnd, Said } from './ask-provider.ts';

const Start = v.object({
  model: v.optional(v.nullable(v.string()), 'practice'),
  permissions: v.optional(v.nullable(v.string()), null),
});
const Fork = v.object({ ...Start.entries, threadId: v.string(), beforeTurnId: v.string() });
const TurnStart = v.object({
  threadId: v.string(),
  input: v.array(v.object({ type: v.literal('text'), text: v.string() })),
});
const Interrupt = v.object({ threadId: v.string(), turnId: v.string() });

interface Turn {
  readonly id: string;
  readonly prompt: string;
  readonly stop: AbortController;
  answer: string | null;
  readonly over: Promise<void>;
}

interface Thread {
  readonly id: string;
  readonly model: string;
  readonly turns: Turn[];
}

/** The outside of the program, as its threads use it. */
export interface PracticeStage {
  readonly baseUrl: string;
  readonly account: Pick<PracticeAccount, 'bearer' | 'renew'>;
  readonly notify: (method: string, params: unknown) => void;
}

/** The threads and turns of the practice helper program, kept in memory. */
export class PracticeThreads {
  readonly #stage: PracticeStage;
  readonly #threads = new Map<string, Thread>();

  constructor(stage: PracticeStage) {
    this.#stage = stage;
  }

  /** `thread/start` */
  start(params: unknown): unknown {
    const { model, permissions } = v.parse(Start, params);
    return this.#open(model ?? 'practice', permissions, []);
  }

  /** `thread/fork` with `beforeTurnId` */
  fork(params: unknown): unknown {
    const { threadId, beforeTurnId, model, permissions } = v.parse(Fork, params);
    const { turns } = this.#thread(threadId);
    const before = turns.findIndex((turn) => turn.id === beforeTurnId);
    if (before === -1) throw new Error(`no turn ${beforeTurnId}`);
    return this.#open(model ?? 'practice', permissions, turns.slice(0, before));
  }

  /** `turn/start` */
  startTurn(params: unknown): unknown {
    const { threadId, input } = v.parse(TurnStart, params);
    const thread = this.#thread(threadId);
    const prompt = input.map((part) => part.text).join('');
    const id = randomUUID();
    const stop = new AbortController();
    const turn: Turn = {
      id,
      prompt,
      stop,
      answer: null,
      // The answer to turn/start comes before the first word about the turn.
      over: Promise.resolve().then(() => this.#play(thread, turn)),
    };
    thread.turns.push(turn);
    return { turn: { id, status: 'inProgress', error: null, items: [] } };
  }

  /** `turn/interrupt`; answered when the turn is over. */
  async interrupt(params: unknown): Promise<unknown> {
    const { threadId, turnId } = v.parse(Interrupt, params);
    const turn = this.#thread(threadId).turns.find((one) => one.id === turnId);
    if (turn === undefined) throw new Error(`turn not found: ${turnId}`);
    turn.stop.abort();
    await turn.over;
    return {};
  }

  /** Stops every turn. */
  end(): void {
    for (const thread of this.#threads.values()) {
      for (const turn of thread.turns) turn.stop.abort();
    }
  }

  #open(model: string, permissions: string | null, turns: readonly Turn[]): unknown {
    const thread: Thread = { id: randomUUID(), model, turns: [...turns] };
    this.#threads.set(thread.id, thread);
    this.#stage.notify('thread/started', { thread: { id: thread.id } });
    return {
      thread: { id: thread.id },
      model,
      modelProvider: 'bulkhead',
      activePermissionProfile: permissions === null ? null : { id: permissions, extends: null },
    };
  }

  #thread(id: string): Thread {
    const thread = this.#threads.get(id);
    if (thread === undefined) throw new Error(`thread not found: ${id}`);
    return thread;
  }

  async #play(thread: Thread, turn: Turn): Promise<void> {
    const { notify } = this.#stage;
    const ofTurn = { threadId: thread.id, turnId: turn.id };
    const itemId = `msg_${turn.id}`;
    const item = (text: string) => ({
      ...ofTurn,
      item: { type: 'agentMessage', id: itemId, text },
    });
    notify('turn/started', { threadId: thread.id, turn: shown(turn, 'inProgress') });
    let begun = false;
    const end = await this.#ask({
      baseUrl: this.#stage.baseUrl,
      model: thread.model,
      said: conversation(thread, turn),
      signal: turn.stop.signal,
      onDelta: (delta) => {
        if (!begun) notify('item/started', item(''));
        begun = true;
        notify('item/agentMessage/delta', { ...ofTurn, itemId, delta });
      },
    });
    if (end.kind === 'answered') {
      turn.answer = end.text;
      notify('item/completed', item(end.text));
      notify('thread/tokenUsage/updated', {
        ...ofTurn,
        tokenUsage: { total: { totalTokens: 20 }, last: { totalTokens: 20 } },
      });
    }
    await this.#finish(thread, turn, end);
  }

  /** Asks the provider, and once more when a 401 led to another token. */
  async #ask(ask: Omit<Ask, 'bearer'>): Promise<AskEnd> {
    const { account } = this.#stage;
    const end = await askProvider({ ...ask, bearer: account.bearer() });
    if (end.kind !== 'refused' || end.status !== 401) return end;
    const interrupted = aborted(ask.signal).then(() => null);
    const renewed = await Promise.race([account.renew(), interrupted]);
    if (renewed === null) return { kind: 'interrupted' };
    switch (renewed.kind) {
      case 'none':
        return end;
      case 'failed':
        return { ...end, error: renewed.error };
      case 'renewed':
        return askProvider({ ...ask, bearer: account.bearer() });
    }
  }

  async #finish(thread: Thread, turn: Turn, end: AskEnd): Promise<void> {
    const { notify } = this.#stage;
    if (end.kind !== 'refused') {
      const status = end.kind === 'answered' ? 'completed' : 'interrupted';
      notify('turn/completed', { threadId: thread.id, turn: shown(turn, status) });
      return;
    }
    const { error, willRetry } = end;
    notify('error', { threadId: thread.id, turnId: turn.id, error, willRetry });
    if (willRetry) {
      await aborted(turn.stop.signal);
      notify('turn/completed', { threadId: thread.id, turn: shown(turn, 'interrupted') });
      return;
    }
    notify('turn/completed', { threadId: thread.id, turn: { ...shown(turn, 'failed'), error } });
  }
}

const shown = (turn: Turn, status: string) => ({ id: turn.id, status, error: null, items: [] });

const conversation = (thread: Thread, until: Turn): readonly Said[] =>
  thread.turns
    .slice(0, thread.turns.indexOf(until) + 1)
    .flatMap((turn) => [
      { role: 'user' as const, text: turn.prompt },
      ...(turn.answer === null ? [] : [{ role: 'assistant' as const, text: turn.answer }]),
    ]);
