import { describe, expect, it } from 'vitest';

import {
  mayTell,
  step,
  type Call,
  type Effect,
  type Facts,
  type Life,
  type LifeEvent,
  type Order,
} from '../../../../electron/helpers/helper/life.ts';
import { failure } from '../../../../shared/failure.ts';
import { isEnded, type HelperPhase, type HelperState } from '../../../../shared/state.ts';

const refused = failure({
  kind: 'unauthorized',
  credentialId: 'openai',
  generation: 1,
  provider: 'OpenAI',
});
const broken = failure({ kind: 'broken-pipe' });

const facts: Facts = {
  now: 10_000,
  failedAt: 9_000,
  toolsRun: 0,
  signInWorks: false,
  hasSteps: false,
  processUntil: null,
  isRestored: false,
  isCalled: false,
};
const works: Facts = { ...facts, signInWorks: true };

const parked = {
  phase: 'waiting-for-sign-in',
  failure: refused,
  processUntil: null,
} as const satisfies HelperState;

/** Every stage, with what goes on outside in it. */
const stages = {
  queued: [{ phase: 'queued' }, 'attempt'],
  starting: [{ phase: 'starting' }, 'attempt'],
  ready: [{ phase: 'ready' }, 'attempt'],
  running: [{ phase: 'running', since: 1 }, 'attempt'],
  stopping: [{ phase: 'stopping' }, 'let-go'],
  'waiting-for-sign-in': [parked, 'rest'],
  completed: [{ phase: 'completed' }, null],
  failed: [{ phase: 'failed', failure: broken }, null],
  cancelled: [{ phase: 'cancelled' }, null],
} as const satisfies Record<HelperPhase, readonly [HelperState, string | null]>;

const phases = Object.keys(stages) as readonly HelperPhase[];

const lifeIn = (phase: HelperPhase): Life => {
  const [state, task] = stages[phase];
  if (task === null) return { state, tasks: [], chosen: null };
  const tasks = [task === 'attempt' ? { do: task, how: 'start' as const } : { do: task }];
  return { state, tasks, chosen: null };
};

const told = (life: Life, order: Order, when = facts) => step(life, { kind: 'told', order }, when);

const orders: readonly Order[] = [
  { kind: 'start' },
  { kind: 'wait' },
  { kind: 'go-on' },
  { kind: 'choose', how: 'start' },
  { kind: 'choose', how: 'last-step' },
  { kind: 'leave' },
  { kind: 'hold', why: refused },
  { kind: 'stop' },
  { kind: 'remove' },
  { kind: 'quit' },
];

const calls: readonly (Call | null)[] = ['stop', 'quit', 'again', null];

/** What can happen to a life next, orders apart. */
const nextEvents = ({ tasks: [task] }: Life): readonly LifeEvent[] => {
  switch (task?.do) {
    case undefined:
      return [];
    case 'attempt':
      return [
        { kind: 'reached', state: { phase: 'running', since: 1 }, also: {} },
        { kind: 'reached', state: { phase: 'stopping' }, also: {} },
        { kind: 'attempt-ended', end: { kind: 'completed' } },
        { kind: 'attempt-ended', end: { kind: 'cancelled' } },
        { kind: 'attempt-ended', end: { kind: 'failed', failure: broken, refusedAt: null } },
        { kind: 'attempt-ended', end: { kind: 'parked', failure: refused, refusedAt: null } },
        { kind: 'attempt-ended', end: { kind: 'parked', failure: refused, refusedAt: 5 } },
      ];
    case 'let-go':
    case 'check':
      return calls.map((call) => ({ kind: 'task-done', call }));
    case 'rest':
      return calls
        .filter((call) => call !== null)
        .map((call) => ({ kind: 'task-done', call }) as const);
  }
};

/** Every life that can come of a helper that was just asked for. */
const allLives = (): readonly Life[] => {
  const found = new Map<string, Life>();
  const open: Life[] = [{ state: { phase: 'queued' }, tasks: [], chosen: null }];
  const whens = [facts, works, { ...works, toolsRun: 1 }, { ...facts, processUntil: 99_000 }];
  for (let life = open.pop(); life !== undefined; life = open.pop()) {
    const key = JSON.stringify(life);
    if (found.has(key)) continue;
    found.set(key, life);
    const events: readonly LifeEvent[] = [
      ...nextEvents(life),
      ...orders.map((order) => ({ kind: 'told', order }) as const),
      { kind: 'reconsidered' },
    ];
    for (const event of events) for (const when of whens) open.push(step(life, event, when).life);
  }
  return [...found.values()];
};

describe('who may tell a helper what', () => {
  const atWork = ['queued', 'starting', 'ready', 'running', 'stopping'] as const;
  const notParked = phases.filter((phase) => phase !== 'waiting-for-sign-in');

  it.each(atWork)('one that is %s is at work', (phase) => {
    const life = lifeIn(phase);
    expect(mayTell(life, { kind: 'start' })).toBe('the helper is at work');
    expect(mayTell(life, { kind: 'remove' })).toBe('the helper is at work: stop it first');
  });

  it.each(notParked)('one that is %s waits for nothing', (phase) => {
    for (const order of orders) {
      if (order.kind !== 'go-on' && order.kind !== 'choose' && order.kind !== 'leave') continue;
      expect(mayTell(lifeIn(phase), order)).toBe('the helper waits for nothing');
    }
  });

  it.each(phases)('one that is %s can be held, stopped, and quit', (phase) => {
    for (const kind of ['stop', 'quit'] as const)
      expect(mayTell(lifeIn(phase), { kind })).toBeNull();
    expect(mayTell(lifeIn(phase), { kind: 'hold', why: refused })).toBeNull();
  });

  it('one that was just asked for, that failed or was cancelled starts, one that completed does not', () => {
    const start = { kind: 'start' } as const;
    expect(mayTell({ ...lifeIn('queued'), tasks: [] }, start)).toBeNull();
    expect(mayTell(lifeIn('failed'), start)).toBeNull();
    expect(mayTell(lifeIn('cancelled'), start)).toBeNull();
    expect(mayTell(lifeIn('completed'), start)).toBe('the helper has completed');
    for (const phase of ['failed', 'cancelled', 'completed'] as const) {
      expect(mayTell(lifeIn(phase), { kind: 'remove' })).toBeNull();
    }
  });

  it('one that is parked takes every order, but does not go on from steps that are lost', () => {
    const life = lifeIn('waiting-for-sign-in');
    for (const order of orders) {
      // One that rests already waits.
      expect(mayTell(life, order) === null).toBe(order.kind !== 'wait');
    }
    expect(mayTell({ ...life, tasks: [] }, { kind: 'wait' })).toBeNull();
    const lost: Life = { ...life, state: { ...parked, stepsLost: true } };
    const how = (what: 'start' | 'last-step') => mayTell(lost, { kind: 'choose', how: what });
    expect(how('last-step')).toBe('its finished steps went with its process');
    expect(how('start')).toBeNull();
  });

  it('an order that does not fit changes nothing', () => {
    for (const phase of phases) {
      const life = lifeIn(phase);
      for (const order of orders.filter((one) => mayTell(life, one) !== null)) {
        expect(told(life, order)).toEqual({ life, effects: [] });
      }
    }
  });
});

describe('a life', () => {
  it('never stands still before it has ended', () => {
    const idle = allLives().filter(({ tasks }) => tasks.length === 0);
    const isNew = ({ state }: Life): boolean => state.phase === 'queued';
    expect(idle.filter(isNew)).toHaveLength(1);
    // With the app one that is parked ends as well: its record waits for the next start.
    const isQuit = ({ state }: Life): boolean => state.phase === 'waiting-for-sign-in';
    for (const life of idle) expect(isNew(life) || isEnded(life.state) || isQuit(life)).toBe(true);
    for (const life of allLives().filter(({ tasks }) => tasks.length > 0)) {
      for (const event of nextEvents(life)) {
        const next = step(life, event, facts).life;
        const isGone = life.tasks.length === 1 && life.tasks[0]?.do === 'let-go';
        if (isQuit(next) && next.tasks.length === 0) expect(isGone).toBe(true);
      }
    }
  });

  it('has an end to come to from wherever it stands, when it is stopped or the app ends', () => {
    const all = allLives();
    expect(all.length).toBeGreaterThan(20);
    for (const start of all) {
      for (const call of ['stop', 'quit'] as const) {
        let life = start;
        for (let steps = 0; life.tasks.length > 0 && steps < 10; steps += 1) {
          const isWorking = life.tasks[0]?.do === 'attempt';
          const event: LifeEvent = isWorking
            ? { kind: 'attempt-ended', end: { kind: 'cancelled' } }
            : { kind: 'task-done', call: life.tasks[0]?.do === 'let-go' ? null : call };
          ({ life } = step(life, event, facts));
        }
        expect(life.tasks).toEqual([]);
      }
    }
  });

  it.each(['completed', 'failed', 'cancelled'] as const)(
    'that is %s and done with is left only by being started again',
    (phase) => {
      const life = lifeIn(phase);
      for (const order of orders) {
        const next = told(life, order, works).life;
        const leaves = order.kind === 'start' && phase !== 'completed';
        expect(next.state.phase).toBe(leaves ? 'queued' : phase);
        expect(next.tasks).toHaveLength(leaves ? 1 : 0);
      }
      expect(step(life, { kind: 'reconsidered' }, works)).toEqual({ life, effects: [] });
    },
  );

  it('fails by a mistake of ours, whatever went on', () => {
    for (const phase of phases) {
      const { life } = step(lifeIn(phase), { kind: 'broke', failure: broken }, facts);
      expect(life).toMatchObject({ state: { phase: 'failed', failure: broken }, tasks: [] });
    }
  });

  it.each([
    ['a refusal that kept its process', 5, 99_000, ['check', 'rest']],
    ['a refusal that kept none', 5, null, ['let-go', 'check', 'rest']],
    ['what was never sent', null, null, ['let-go', 'rest']],
  ])('is parked by %s, and stands in line in one go with that', (_by, refusedAt, until, tasks) => {
    const end = { kind: 'parked', failure: refused, refusedAt } as const;
    const when = { ...facts, processUntil: until };
    const { life, effects } = step(lifeIn('running'), { kind: 'attempt-ended', end }, when);
    expect(life.tasks.map((task) => task.do)).toEqual(tasks);
    expect(life.state).toEqual({ ...parked, processUntil: until });
    expect(effects.slice(0, 2).map((effect) => effect.do)).toEqual(['fail', 'line-up']);
  });
});

describe('one that is parked', () => {
  const life = lifeIn('waiting-for-sign-in');
  const again: LifeEvent = { kind: 'task-done', call: 'again' };
  const does = (effects: readonly Effect[]): readonly string[] => effects.map((one) => one.do);

  it('sends nothing while its sign-in is refused, and stands in line anew', () => {
    const next = step(life, again, facts);
    expect(next.life).toEqual(life);
    expect(does(next.effects)).toEqual(['note', 'line-up']);
  });

  it('starts over once its sign-in works, or goes on as it was told', () => {
    expect(step(life, again, works)).toMatchObject({
      life: { state: { phase: 'queued' }, tasks: [{ do: 'attempt', how: 'start' }], chosen: null },
      effects: [{ do: 'start-over', how: 'start' }],
    });
    const ran = { ...works, toolsRun: 1, hasSteps: true };
    const chosen = told(life, { kind: 'choose', how: 'last-step' }, ran);
    expect(chosen.effects.at(-1)).toEqual({ do: 'call', call: 'again' });
    expect(step(chosen.life, again, ran).life.tasks).toEqual([{ do: 'attempt', how: 'last-step' }]);
  });

  it('asks again when the steps that it was to go on from are lost', () => {
    const lost = { ...works, toolsRun: 1 };
    const next = step({ ...life, chosen: 'last-step' }, again, lost);
    expect(next.life).toMatchObject({
      state: { asks: 'tools-ran', willAsk: true, stepsLost: true },
      tasks: [{ do: 'rest' }],
      chosen: null,
    });
    expect(does(next.effects)).toEqual(['note', 'show', 'note', 'line-up']);
  });

  it('asks only once its sign-in works, and goes on by itself where nothing can happen twice', () => {
    const at = (when: Facts) => step(life, { kind: 'reconsidered' }, when).life.state;
    expect(at({ ...facts, toolsRun: 1, hasSteps: true })).toEqual({ ...parked, willAsk: true });
    expect(at({ ...works, toolsRun: 1, hasSteps: true })).toMatchObject({ asks: 'tools-ran' });
    expect(at(works)).toEqual({ ...parked, goesOn: true });
    expect(step(life, { kind: 'reconsidered' }, facts).life).toBe(life);
  });

  it('hears the line only while the person has said nothing', () => {
    expect(told(life, { kind: 'go-on' }, works).effects).toEqual([{ do: 'call', call: 'again' }]);
    expect(told(life, { kind: 'go-on' }, { ...works, isCalled: true }).effects).toEqual([]);
  });

  it('ends as cancelled when it is stopped, and waits for the next start when the app is', () => {
    const stopped = step(life, { kind: 'task-done', call: 'stop' }, facts).life;
    const gone: LifeEvent = { kind: 'task-done', call: null };
    expect(step(stopped, gone, facts).life.state).toEqual({ phase: 'cancelled' });
    const quit = step(life, { kind: 'task-done', call: 'quit' }, facts).life;
    expect(step(quit, gone, facts).life).toMatchObject({
      state: { phase: 'waiting-for-sign-in', failure: refused, processUntil: null },
      tasks: [],
    });
  });
});
