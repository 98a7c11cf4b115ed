import type { DrillCheckName } from '../../shared/drill.ts';
import type { FailureCause } from '../../shared/failure.ts';
import { drained, type FaultWorld, type Misbehaviour } from './program.ts';

/** How a helper ends that misbehaves so. */
export type FaultEnd =
  | { readonly phase: 'completed' }
  | { readonly phase: 'waiting-for-sign-in' }
  | { readonly phase: 'failed'; readonly kind: FailureCause['kind']; readonly code?: string };

/** How the thread fails that stands between a helper and the app. */
export type KeeperFault = 'freezes' | 'dies' | 'hoards' | 'floods';

/** One way in which a helper may fail. */
export interface Fault {
  readonly name: string;
  /** The check of the drill that it is; left out for what only the suite tries. */
  readonly drill?: DrillCheckName;
  /** What its keeper does once a run is handed to it; it needs one that can be told to. */
  readonly keeper?: KeeperFault;
  /** What it does once its turn was asked for. */
  readonly does: Misbehaviour;
  /** What it does before it answers anything. */
  readonly atStart?: Misbehaviour;
  /** Answers in place of its own, by method; null leaves the question unanswered. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** How often its prompt leaves at most, where that may pass by itself; once when left out. */
  readonly prompts?: number;
  readonly ends: FaultEnd;
}

/** It ends well: what it did harms nobody, itself included. */
export const completed = { phase: 'completed' } as const;
/** It fails, by this name. */
export const failed = (kind: FailureCause['kind'], code?: string): FaultEnd =>
  code === undefined ? { phase: 'failed', kind } : { phase: 'failed', kind, code };

/** Is asked, and is never heard of again. */
export const nothing: Misbehaviour = () => undefined;

/** Says a piece of text. */
export const delta = (world: FaultWorld, text: string): boolean =>
  world.tell('item/agentMessage/delta', { itemId: 'item-1', delta: text });

/** Warns everybody on its client. */
export const warning = (world: FaultWorld, message: string): boolean =>
  world.tell('warning', { message });

/** Says it `times` times, waiting whenever nobody takes more, and then ends well. */
export const flood =
  (times: number, say: (world: FaultWorld, n: number) => boolean): Misbehaviour =>
  async (world) => {
    for (let n = 0; n < times; n += 1) if (!say(world, n)) await drained();
    world.complete();
  };

/** Is refused by its provider with an HTTP status, as codex tells it. */
export const status = (
  code: number,
  message: string,
  name = 'httpConnectionFailed',
): Misbehaviour =>
  function refuses(world) {
    world.fail(message, { [name]: { httpStatusCode: code } });
  };

/** Does that, and then goes on as if nothing had been. */
export const wellAfter =
  (first: (world: FaultWorld) => void): Misbehaviour =>
  (world) => {
    first(world);
    delta(world, 'still here');
    world.complete();
  };
