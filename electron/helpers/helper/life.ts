import { failure, type Failure } from '../../../shared/failure.ts';
import { isEnded, type HelperState, type HelperView, type Tone } from '../../../shared/state.ts';
import type { Beginning } from './finished-steps.ts';
import { isSameParked, parkedState, whyAsked, type ParkedState } from './parking.ts';

/** What a helper may be told; `mayTell` says when. */
export type Order =
  /** By the person, or as it was asked for: its prompt is sent, from the start. */
  | { readonly kind: 'start' }
  /** By the start of the app: one that was parked when it ended waits still. */
  | { readonly kind: 'wait' }
  /** By the line of those that wait for a sign-in: it is its turn. */
  | { readonly kind: 'go-on' }
  /** By the person: how one that is parked goes on, once its sign-in works. */
  | { readonly kind: 'choose'; readonly how: Beginning }
  /** By the person: one that is parked does not go on. */
  | { readonly kind: 'leave' }
  /** By the breaker: what it would send with is refused. */
  | { readonly kind: 'hold'; readonly why: Failure }
  | { readonly kind: 'stop' }
  /** By the person: it is taken out of the list. */
  | { readonly kind: 'remove' }
  /** By the end of the app. */
  | { readonly kind: 'quit' };

/** What ends whatever a helper waits for. */
export type Call = 'stop' | 'quit' | 'again';

/** A failure with the moment at which the refusal behind it came. */
export interface Setback {
  readonly failure: Failure;
  readonly refusedAt: number | null;
}

/** How an attempt ended; parked: the credential was refused, or may not be used. */
export type AttemptEnd =
  | { readonly kind: 'completed' }
  | { readonly kind: 'cancelled' }
  | (Setback & { readonly kind: 'failed' | 'parked' });

/** What is done outside for a helper, one after the other; each ends in an event. */
export type Task =
  /** Sends the prompt. */
  | { readonly do: 'attempt'; readonly how: Beginning }
  /** Gives slot and client back. */
  | { readonly do: 'let-go' }
  /** Waits for what a failure may have moved to show, and says what did. */
  | { readonly do: 'check' }
  /** Waits, parked, for a call. */
  | { readonly do: 'rest' };

/** The life of a helper at a moment. */
export interface Life {
  readonly state: HelperState;
  /** What is still to be done, the first of it under way; nothing before it begins and once it is over. */
  readonly tasks: readonly Task[];
  /** How the person said that it goes on, since it was parked. */
  readonly chosen: Beginning | null;
}

type Phase<P extends HelperState['phase']> = Extract<HelperState, { readonly phase: P }>;

/** What an attempt comes to before it ends. */
export type WorkState = Phase<'starting' | 'ready' | 'running' | 'stopping'>;

export type LifeEvent =
  | { readonly kind: 'told'; readonly order: Order }
  /** The attempt came to a stage; `also` is what else is shown of it. */
  | { readonly kind: 'reached'; readonly state: WorkState; readonly also: Partial<HelperView> }
  | { readonly kind: 'attempt-ended'; readonly end: AttemptEnd }
  /** Another task is done; `call` is what it heard meanwhile. */
  | { readonly kind: 'task-done'; readonly call: Call | null }
  /** Its sign-in, its process or its age may be another one than before. */
  | { readonly kind: 'reconsidered' }
  /** A mistake of ours. */
  | { readonly kind: 'broke'; readonly failure: Failure };

/** What happens at once, in this order. */
export type Effect =
  | { readonly do: 'note'; readonly tone: Tone; readonly text: string }
  | { readonly do: 'show'; readonly state: HelperState; readonly also?: Partial<HelperView> }
  /** Shows a state that a failure led to. */
  | {
      readonly do: 'fail';
      readonly state: Phase<'waiting-for-sign-in' | 'failed'>;
      readonly refusedAt: number | null;
    }
  /** Shows a state in which it has ended. */
  | { readonly do: 'end'; readonly state: Phase<'completed' | 'failed' | 'cancelled'> }
  /** Clears what the last attempt left, and is queued again. */
  | { readonly do: 'start-over'; readonly how: Beginning }
  /** Stands in the line of those that go on after a sign-in. */
  | { readonly do: 'line-up' }
  /** What is under way sends nothing more. */
  | { readonly do: 'hold'; readonly why: Failure }
  | { readonly do: 'call'; readonly call: Call };

/** What a step depends on beside the life itself. */
export interface Facts extends Pick<HelperView, 'toolsRun' | 'failedAt'> {
  /** Epoch ms. */
  readonly now: number;
  /** False while what it would send with is refused, or not there. */
  readonly signInWorks: boolean;
  /** False when there are no finished steps any more that it could go on from. */
  readonly hasSteps: boolean;
  /** Until when its process is kept while it is parked; null when there is none. */
  readonly processUntil: number | null;
  /** True when its sign-in worked already as the app started: nothing tells whether it was sent. */
  readonly isRestored: boolean;
  /** True while a call waits to be heard. */
  readonly isCalled: boolean;
}

/** After a mistake of ours nothing is looked at: looking may have been the mistake. */
export const notLookedAt: Facts = {
  toolsRun: 0,
  failedAt: null,
  now: 0,
  signInWorks: false,
  isRestored: false,
  hasSteps: false,
  processUntil: null,
  isCalled: false,
};

interface Step {
  readonly life: Life;
  readonly effects: readonly Effect[];
}

/** Why a helper cannot be told that now, as a person reads it; null when it can. Pure. */
export const mayTell = ({ state, tasks }: Life, order: Order): string | null => {
  const isParked = state.phase === 'waiting-for-sign-in';
  switch (order.kind) {
    case 'start':
      if (state.phase === 'completed') return 'the helper has completed';
      return isParked || isEnded(state) || tasks.length === 0 ? null : 'the helper is at work';
    case 'choose':
      if (!isParked) return 'the helper waits for nothing';
      return order.how === 'last-step' && state.stepsLost === true
        ? 'its finished steps went with its process'
        : null;
    case 'wait':
      return isParked && tasks.length === 0 ? null : 'the helper waits for nothing';
    case 'go-on':
    case 'leave':
      return isParked ? null : 'the helper waits for nothing';
    case 'remove':
      return isParked || isEnded(state) ? null : 'the helper is at work: stop it first';
    case 'hold':
    case 'stop':
    case 'quit':
      return null;
  }
};

/**
 * What becomes of a life by an event, and what happens at once; what then goes on outside is the
 * first of its tasks. Every life without a task has ended, or has not begun. Pure.
 */
export const step = (life: Life, event: LifeEvent, facts: Facts): Step => {
  switch (event.kind) {
    case 'told':
      return mayTell(life, event.order) === null ? told(life, event.order, facts) : stays(life);
    case 'reached':
      return {
        life: { ...life, state: event.state },
        effects: [{ do: 'show', state: event.state, also: event.also }],
      };
    case 'attempt-ended':
      return attemptEnded(life, event.end, facts);
    case 'task-done':
      return taskDone(life, event.call, facts);
    case 'reconsidered':
      return reconsidered(life, facts);
    case 'broke':
      return failed(life, { failure: event.failure, refusedAt: null }, []);
  }
};

const told = (life: Life, order: Order, facts: Facts): Step => {
  const isUnderWay = life.tasks.length > 0;
  switch (order.kind) {
    case 'start':
      if (life.state.phase === 'waiting-for-sign-in') return choose(life, 'start', facts);
      if (isUnderWay) return stays(life, call('again'));
      return life.state.phase === 'queued'
        ? { life: { ...life, tasks: [{ do: 'attempt', how: 'start' }] }, effects: [] }
        : startOver(life, 'start');
    case 'wait': {
      const next = reconsidered({ ...life, tasks: [rest] }, facts);
      return { ...next, effects: [...next.effects, { do: 'line-up' }] };
    }
    case 'go-on':
      // What the person has just said counts more.
      return facts.isCalled ? stays(life) : stays(life, call('again'));
    case 'choose':
      return choose(life, order.how, facts);
    case 'hold': {
      const next = reconsidered(life, facts);
      return { ...next, effects: [{ do: 'hold', why: order.why }, ...next.effects] };
    }
    case 'stop':
    case 'leave':
      return isEnded(life.state) ? stays(life) : stays(life, call('stop'));
    case 'remove':
      return isUnderWay ? stays(life, call('stop')) : stays(life);
    case 'quit':
      return isUnderWay ? stays(life, call('quit')) : stays(life);
  }
};

const choose = (life: Life, how: Beginning, facts: Facts): Step => {
  // Where no tool ran there is no step to go on from.
  const next = reconsidered({ ...life, chosen: facts.toolsRun > 0 ? how : 'start' }, facts);
  return { ...next, effects: [...next.effects, call('again')] };
};

const attemptEnded = (life: Life, end: AttemptEnd, facts: Facts): Step => {
  switch (end.kind) {
    case 'completed': {
      const state = { phase: 'completed' } as const;
      const effects = [note('ok', 'Completed'), { do: 'end', state }] as const;
      return { life: { ...life, state, tasks: [letGo] }, effects };
    }
    case 'cancelled':
      return cancelling(life);
    case 'failed':
      return failed(life, end, [letGo, check]);
    case 'parked': {
      const state = parkedState(end.failure, null, facts);
      const keepsProcess = facts.processUntil !== null;
      return {
        life: {
          state,
          // Where nothing was sent, nothing can have moved.
          tasks: [
            ...(keepsProcess ? [] : [letGo]),
            ...(end.refusedAt === null ? [] : [check]),
            rest,
          ],
          chosen: null,
        },
        effects: [
          { do: 'fail', state, refusedAt: end.refusedAt },
          // In one go with the state: a sign-in between the two would find it parked, not in line.
          { do: 'line-up' },
          ...(keepsProcess
            ? [note('neutral', 'The prompt is kept, and its process for a while')]
            : []),
        ],
      };
    }
  }
};

const taskDone = (life: Life, heard: Call | null, facts: Facts): Step => {
  const [task, ...tasks] = life.tasks;
  const goesOn = { life: { ...life, tasks }, effects: [] };
  const { state } = life;
  switch (state.phase) {
    case 'waiting-for-sign-in':
      if (task?.do === 'let-go' && tasks.length === 0) return quitWhileParked(state);
      if (task?.do === 'let-go' || heard === null) return goesOn;
      if (heard === 'again') return parkedGoesOn(life, facts);
      return heard === 'stop' ? cancelling(life) : { ...goesOn, life: { ...life, tasks: [letGo] } };
    case 'stopping':
      return cancelled(life, heard);
    case 'completed':
    case 'failed':
    case 'cancelled':
      return heard === 'again' && tasks.length === 0 ? startOver(life, 'start') : goesOn;
    case 'queued':
    case 'starting':
    case 'ready':
    case 'running':
      // Only an attempt is under way then, and it ends by an event of its own.
      return failed(life, { failure: failure({ kind: 'unexpected' }), refusedAt: null }, []);
  }
};

/** Told to go on: nothing is sent with what is refused, or in place of steps that are lost. */
const parkedGoesOn = (life: Life, facts: Facts): Step => {
  const next: Life = { ...life, tasks: [rest] };
  if (!facts.signInWorks) {
    const said = note('attention', 'Nothing sent: the sign-in is still the refused one');
    return { life: next, effects: [said, { do: 'line-up' }] };
  }
  if (life.chosen === 'last-step' && !facts.hasSteps) {
    const said = note('attention', 'Nothing sent: its finished steps went with its process');
    const asks = reconsidered({ ...next, chosen: null }, facts);
    return { life: asks.life, effects: [said, ...asks.effects, { do: 'line-up' }] };
  }
  return startOver(life, life.chosen ?? 'start');
};

/** Its record says that it waits; a later run of the app takes it up there. */
const quitWhileParked = (parked: ParkedState): Step => {
  const state = { ...parked, processUntil: null };
  const said = note('neutral', 'The app was quit while it waited');
  return { life: { state, tasks: [], chosen: null }, effects: [said, { do: 'show', state }] };
};

const startOver = (life: Life, how: Beginning): Step => ({
  life: { ...life, state: { phase: 'queued' }, tasks: [{ do: 'attempt', how }], chosen: null },
  effects: [{ do: 'start-over', how }],
});

const failed = (life: Life, end: Setback, tasks: readonly Task[]): Step => {
  const state = { phase: 'failed', failure: end.failure } as const;
  const effects = [{ do: 'fail', state, refusedAt: end.refusedAt }] as const;
  return { life: { ...life, state, tasks }, effects };
};

const cancelling = (life: Life): Step => {
  const state = { phase: 'stopping' } as const;
  return {
    life: { state, tasks: [letGo], chosen: null },
    effects: life.state.phase === 'stopping' ? [] : [{ do: 'show', state }],
  };
};

const cancelled = (life: Life, heard: Call | null): Step => {
  const state = { phase: 'cancelled' } as const;
  const ended = { ...life, state, tasks: [] };
  const next = heard === 'again' ? startOver(ended, 'start') : stays(ended);
  const effects: readonly Effect[] = [note('neutral', 'Cancelled'), { do: 'end', state }];
  return { ...next, effects: [...effects, ...next.effects] };
};

/** Says anew whether one that is parked asks. */
const reconsidered = (life: Life, facts: Facts): Step => {
  const { state, chosen } = life;
  if (state.phase !== 'waiting-for-sign-in') return stays(life);
  const next = parkedState(state.failure, chosen, facts);
  if (isSameParked(state, next)) return stays(life);
  const show = { do: 'show', state: next } as const;
  const beginsToAsk = next.asks !== undefined && state.asks === undefined;
  const said = note('attention', `Signed in again; ${whyAsked(next)}, so it asks how to go on`);
  return { life: { ...life, state: next }, effects: beginsToAsk ? [show, said] : [show] };
};

const letGo = { do: 'let-go' } as const;
const check = { do: 'check' } as const;
const rest = { do: 'rest' } as const;

const note = (tone: Tone, text: string): Effect => ({ do: 'note', tone, text });
const call = (what: Call): Effect => ({ do: 'call', call: what });
const stays = (life: Life, ...effects: readonly Effect[]): Step => ({ life, effects });
