import { listed } from '../../../shared/format.ts';
import type {
  BlastSample,
  HelperState,
  HelperView,
  OutputChunk,
  Tone,
} from '../../../shared/state.ts';
import type { Ambient } from '../../base/ambient.ts';
import { tell } from '../../base/emitter.ts';
import { toFailure } from '../../base/errors.ts';
import type { RunEvent } from '../../codex/client.ts';
import type { CredentialUse } from '../../credentials/grants.ts';
import { compareBlast, withLitter } from '../blast/blast-radius.ts';
import { credentialUse, type Breaker } from '../breaker.ts';
import type { SpawnRequest } from '../spawn-request.ts';
import type { Attempt } from './attempt.ts';
import { Attention } from './attention.ts';
import type { AttemptReport } from './conversation.ts';
import type { Beginning } from './finished-steps.ts';
import {
  notLookedAt,
  step,
  type Call,
  type Effect,
  type Facts,
  type Life,
  type LifeEvent,
  type Order,
  type Task,
} from './life.ts';
import { OutputRing } from './output-ring.ts';
import { Parking } from './parking.ts';
import { heardEvent, noted, restingActivity, startedOver } from './view.ts';
import { isAnswer } from './watchdog.ts';

export interface HelperDeps {
  readonly ambient: Ambient;
  readonly breaker: Pick<Breaker, 'refusal'>;
  /** What its prompt is sent by, from its beginning to its end. */
  readonly attempt: (request: SpawnRequest, ear: Attention, report: AttemptReport) => Attempt;
  /** How long the process of a parked one is kept. */
  readonly parkedProcessMs: () => number;
  /** It came to rest, parked. */
  readonly onParked: (helper: Helper) => void;
  /** The gateway and the other helpers as they are now. */
  readonly sample: (ownId: string) => BlastSample;
  readonly nameOf: (helperId: string) => string;
  readonly onChange: (helper: Helper) => void;
  readonly onOutput: (chunk: OutputChunk) => void;
}

/** Units of output kept in memory per helper. */
const outputKept = 1024 * 1024;
/** A gateway that a failure takes down goes within this time. */
const settleMs = 2_000;
/** While a helper is well, the sample "before" is at most this old. */
const sampleEveryMs = 1_000;

/** One helper: carries out what its life asks for, and keeps its view and its output. */
export class Helper {
  readonly request: SpawnRequest;
  readonly use: CredentialUse;
  readonly output: OutputRing;
  readonly #deps: HelperDeps;
  readonly #attention = new Attention();
  readonly #report: AttemptReport;
  #view: HelperView;
  #tasks: Life['tasks'] = [];
  #chosen: Life['chosen'] = null;
  /** While anything of it is under way. */
  #attempt: Attempt | null = null;
  #parking: Parking | null = null;
  #before: BlastSample;
  /** By the clock that nobody sets. */
  #sampledAt: number;
  /** What its sandbox left in its folder. */
  #litter: readonly string[] = [];
  #hasAnswered = false;
  #isRestored = false;
  #done: Promise<void> = Promise.resolve();

  /** `kept` is the output of an earlier run of the app. */
  constructor(view: HelperView, request: SpawnRequest, deps: HelperDeps, kept = '') {
    this.request = request;
    this.use = credentialUse(request);
    this.#deps = deps;
    this.#view = view;
    this.output = new OutputRing(outputKept, kept, Math.max(kept.length, view.outputLength));
    this.#before = deps.sample(view.id);
    this.#sampledAt = deps.ambient.clock.monotonic();
    this.#report = {
      reached: (state, also) => this.#step({ kind: 'reached', state, also }),
      change: (patch) => this.#update(patch),
      note: (tone, text) => this.#note(tone, text),
      left: (names) => this.#left(names),
      heard: (event) => this.#heard(event),
      view: () => this.#view,
    };
  }

  get view(): HelperView {
    return this.#view;
  }

  get life(): Life {
    return { state: this.#view.state, tasks: this.#tasks, chosen: this.#chosen };
  }

  /** True once the provider answered a request that began after the last refusal of its credential. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /**
   * Gives an order; one that does not fit (`mayTell`) changes nothing. Settles when that is done:
   * for an order that ends it when nothing of it is left, for any other at once.
   */
  async tell(order: Order): Promise<void> {
    if (order.kind === 'wait') this.#isRestored = this.#deps.breaker.refusal(this.use) === null;
    const effects = this.#step({ kind: 'told', order });
    if (effects.some((one) => one.do === 'call' && one.call !== 'again')) await this.#done;
  }

  /** Parked: says anew whether it asks, after its sign-in changed. */
  reconsider(): void {
    this.#step({ kind: 'reconsidered' });
  }

  /** Another helper came to work: while this one is well, that belongs to its "before". */
  othersGrew(): void {
    if (this.#view.state.phase === 'running') this.#sampleBefore();
  }

  #step(event: LifeEvent): readonly Effect[] {
    const wasOver = this.#tasks.length === 0;
    const { life, effects } = step(
      this.life,
      event,
      event.kind === 'broke' ? notLookedAt : this.#facts(),
    );
    this.#tasks = life.tasks;
    this.#chosen = life.chosen;
    for (const effect of effects) this.#carryOut(effect);
    // A loop that is just about to end takes the task up itself.
    if (wasOver && life.tasks.length > 0 && this.#attempt === null) {
      this.#done = this.#live().catch((thrown: unknown) => this.#broke(thrown));
    }
    return effects;
  }

  #facts(): Facts {
    const { toolsRun, failedAt } = this.#view;
    return {
      toolsRun,
      failedAt,
      now: this.#parking?.now() ?? this.#deps.ambient.clock.now(),
      signInWorks: this.#deps.breaker.refusal(this.use) === null,
      isRestored: this.#isRestored,
      hasSteps: this.#attempt?.hasSteps ?? false,
      processUntil: this.#parking?.processUntil ?? null,
      isCalled: this.#attention.signal.aborted,
    };
  }

  async #live(): Promise<void> {
    const attempt = this.#deps.attempt(this.request, this.#attention, this.#report);
    this.#attempt = attempt;
    this.#sampleBefore();
    for (;;) {
      const [task] = this.#tasks;
      if (task === undefined) break;
      this.#step(await this.#perform(task, attempt));
    }
    this.#attempt = null;
  }

  /** A mistake of ours leaves neither a helper that never ends, nor what it held. */
  async #broke(thrown: unknown): Promise<void> {
    const { id } = this.#view;
    const { log } = this.#deps.ambient;
    log.error('helper.broke', { id, error: thrown });
    try {
      await this.#attempt?.letGo();
    } catch (error) {
      log.error('helper.not-let-go', { id, error });
    }
    this.#attempt = null;
    this.#parking = null;
    this.#attention.take();
    this.#step({ kind: 'broke', failure: toFailure(thrown) });
  }

  async #perform(task: Task, attempt: Attempt): Promise<LifeEvent> {
    switch (task.do) {
      case 'attempt': {
        const end = await attempt.run(task.how);
        if (end.kind === 'parked') {
          const keptForMs = attempt.hasClient ? this.#deps.parkedProcessMs() : null;
          this.#parking = this.#park(attempt, keptForMs);
        }
        return { kind: 'attempt-ended', end };
      }
      case 'let-go': {
        await attempt.letGo();
        // What it was told meanwhile is for whatever follows, if anything does.
        return { kind: 'task-done', call: this.#tasks.length > 1 ? null : this.#attention.take() };
      }
      case 'check':
        return { kind: 'task-done', call: await this.#check() };
      case 'rest': {
        if (this.#view.toolsRun > 0) await attempt.keepSteps();
        this.#parking ??= this.#park(attempt, null);
        return { kind: 'task-done', call: await this.#parking.rest(this.#attention) };
      }
    }
  }

  #park(attempt: Attempt, keptForMs: number | null): Parking {
    const { clock } = this.#deps.ambient;
    return new Parking(clock, attempt, this.#report, keptForMs, () => this.reconsider());
  }

  #carryOut(effect: Effect): void {
    switch (effect.do) {
      case 'note':
        this.#note(effect.tone, effect.text);
        break;
      case 'show':
        this.#update({ state: effect.state, ...effect.also });
        break;
      case 'fail':
        this.#fail(effect.state, effect.refusedAt);
        break;
      case 'end':
        this.#end(effect.state);
        break;
      case 'start-over':
        this.#startOver(effect.how);
        break;
      case 'line-up':
        this.#deps.onParked(this);
        break;
      case 'hold':
        this.#hasAnswered = false;
        this.#attempt?.hold(effect.why);
        break;
      case 'call':
        this.#attention.give(effect.call);
        break;
    }
  }

  #startOver(how: Beginning): void {
    this.#litter = [];
    const toolsRun = how === 'last-step' ? this.#view.toolsRun : 0;
    this.#hasAnswered = false;
    this.#isRestored = false;
    // Two who let it go on at once, the line and the person, begin it once.
    this.#attention.begun();
    this.#replace(startedOver(this.#view, this.#deps.ambient.clock.now(), toolsRun));
    this.#sampleBefore();
    this.#write(this.output.length > 0 ? '\n\n' : '');
  }

  #fail(state: Extract<Effect, { do: 'fail' }>['state'], refusedAt: number | null): void {
    const at = this.#deps.ambient.clock.now();
    this.#update({
      state,
      refusedAt,
      failedAt: at,
      activity: restingActivity(state),
      ...(state.phase === 'failed' ? { endedAt: at } : {}),
    });
    this.#deps.ambient.log.info('helper.failed', {
      id: this.#view.id,
      phase: state.phase,
      kind: state.failure.kind,
    });
  }

  #end(state: HelperState): void {
    this.#update({
      state,
      activity: restingActivity(state),
      endedAt: this.#deps.ambient.clock.now(),
    });
  }

  /** Waits for what a failure may have moved to show, then says what did. */
  async #check(): Promise<Call | null> {
    const call = await this.#attention.rest(this.#deps.ambient.clock, settleMs);
    const { id } = this.#view;
    const moved = compareBlast(this.#before, this.#deps.sample(id), id, this.#deps.nameOf);
    const blast = withLitter(moved, this.#litter);
    if (blast.same) this.#note('ok', 'Checked: nothing else moved');
    else this.#note('attention', `Checked: ${blast.changed.join('; ')}`);
    this.#update({ blastRadius: blast });
    return call;
  }

  #left(names: readonly string[]): void {
    this.#litter = names;
    this.#note('attention', `Left in its folder: ${listed(names)}`);
    const { blastRadius } = this.#view;
    if (blastRadius !== null) this.#update({ blastRadius: withLitter(blastRadius, names) });
  }

  #heard(event: RunEvent): void {
    const age = this.#deps.ambient.clock.monotonic() - this.#sampledAt;
    if (event.kind === 'turn' || (event.kind !== 'note' && age >= sampleEveryMs)) {
      this.#sampleBefore();
    }
    const isNews = !this.#hasAnswered && isAnswer(event) && this.#attempt?.isHeld === false;
    if (isNews) this.#hasAnswered = true;
    const view = heardEvent(this.#view, event, this.#deps.ambient.clock.now());
    if (isNews || view !== this.#view) this.#replace(view);
    if (event.kind === 'delta') this.#write(event.text);
  }

  #write(text: string): void {
    if (text === '') return;
    const from = this.output.append(text);
    this.#update({ outputLength: this.output.length });
    tell(() => this.#deps.onOutput({ helperId: this.#view.id, from, text }));
  }

  #sampleBefore(): void {
    this.#before = this.#deps.sample(this.#view.id);
    this.#sampledAt = this.#deps.ambient.clock.monotonic();
  }

  #note(tone: Tone, text: string): void {
    this.#replace(noted(this.#view, this.#deps.ambient.clock.now(), tone, text));
  }

  #update(patch: Partial<HelperView>): void {
    this.#replace({ ...this.#view, ...patch });
  }

  #replace(next: HelperView): void {
    this.#view = { ...next, version: this.#view.version + 1 };
    tell(() => this.#deps.onChange(this));
  }
}
