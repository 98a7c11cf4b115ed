import type { Failure } from '../../../shared/failure.ts';
import type {
  BlastSample,
  HelperState,
  HelperView,
  OutputChunk,
  Tone,
} from '../../../shared/state.ts';
import type { Clock } from '../../base/clock.ts';
import { toFailure } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { RunEvent } from '../../codex/client.ts';
import type { CredentialUse } from '../../credentials/grants.ts';
import { compareBlast } from '../blast/blast-radius.ts';
import { credentialUse, type Breaker } from '../breaker.ts';
import type { SpawnRequest } from '../spawn-request.ts';
import { Attempt, type AttemptDeps } from './attempt.ts';
import { Attention } from './attention.ts';
import type { ParkedEnd, TerminalEnd, AttemptReport } from './conversation.ts';
import type { Beginning } from './finished-steps.ts';
import { OutputRing } from './output-ring.ts';
import { Parking, type ParkingDeps } from './parking.ts';
import { heardEvent, noted, restingActivity, startedOver } from './view.ts';
import { isAnswer } from './watchdog.ts';

export interface HelperDeps extends AttemptDeps, ParkingDeps {
  readonly clock: Clock;
  readonly breaker: Breaker;
  readonly log: Log;
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

type SetbackState = Extract<HelperState, { readonly failure: Failure }>;

/** One helper: its prompt, its one loop from queued to a terminal or parked state, its output. */
export class Helper {
  readonly request: SpawnRequest;
  readonly use: CredentialUse;
  readonly output: OutputRing;
  readonly #deps: HelperDeps;
  readonly #attention = new Attention();
  readonly #report: AttemptReport;
  #view: HelperView;
  #attempt: Attempt | null = null;
  #before: BlastSample;
  #parking: Parking | null = null;
  #hasAnswered = false;
  #done: Promise<void> = Promise.resolve();

  /** `kept` is the output of an earlier run of the app. */
  constructor(view: HelperView, request: SpawnRequest, deps: HelperDeps, kept = '') {
    this.request = request;
    this.use = credentialUse(request);
    this.#deps = deps;
    this.#view = view;
    this.output = new OutputRing(outputKept, kept, Math.max(kept.length, view.outputLength));
    this.#before = deps.sample(view.id);
    this.#report = {
      change: (patch) => this.#update(patch),
      note: (tone, text) => this.#note(tone, text),
      heard: (event) => this.#heard(event),
      view: () => this.#view,
    };
  }

  get view(): HelperView {
    return this.#view;
  }

  /** True once the provider answered a request that began after the last refusal of its credential. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** Begins, or begins again once it has ended. */
  start(): void {
    if (this.isUnderWay) {
      this.#attention.give('again');
      return;
    }
    if (this.#view.state.phase !== 'queued') this.#startOver('start');
    this.#done = this.#live().catch((thrown: unknown) => this.#broke(thrown));
  }

  /** True while its loop runs: until it is in a terminal state and that was checked. */
  get isUnderWay(): boolean {
    return this.#attempt !== null;
  }

  /** Parked: goes on now, as it was told to or with its prompt from the start. */
  goOn(): void {
    // What the person has just said counts more.
    if (!this.#attention.signal.aborted) this.#attention.give('again');
  }

  /** Parked: the person says how it goes on. Without a sign-in that works, once there is one. */
  choose(how: Beginning): void {
    this.#parking?.choose(how);
    this.#attention.give('again');
  }

  /** Parked: says anew whether it asks, after its sign-in changed. */
  reconsider(): void {
    this.#parking?.reconsider();
  }

  /** What it would use was refused: it sends nothing more, and no answer so far speaks for that. */
  hold(why: Failure): void {
    this.#hasAnswered = false;
    this.#attempt?.hold(why);
  }

  /** Ends it and settles when nothing of it is left. */
  async stop(why: 'stop' | 'quit'): Promise<void> {
    if (this.isUnderWay) this.#attention.give(why);
    await this.#done;
  }

  /** Another helper came to work: while this one is well, that belongs to its "before". */
  othersGrew(): void {
    if (this.#view.state.phase === 'running') this.#sampleBefore();
  }

  async #live(): Promise<void> {
    const attempt = new Attempt(this.request, this.#deps, this.#attention, this.#report);
    this.#attempt = attempt;
    this.#sampleBefore();
    let how: Beginning | null = 'start';
    while (how !== null) {
      const end = await attempt.run(how);
      how = end.kind === 'parked' ? await this.#park(attempt, end) : await this.#end(attempt, end);
      if (how !== null) this.#startOver(how);
    }
    this.#attempt = null;
  }

  /** A mistake of ours must not leave a helper that never ends. */
  #broke(thrown: unknown): void {
    this.#attempt = null;
    this.#deps.log.error('helper.broke', { id: this.#view.id, error: String(thrown) });
    this.#fail({ phase: 'failed', failure: toFailure(thrown) }, null);
  }

  #startOver(how: Beginning): void {
    const toolsRun = how === 'last-step' ? this.#view.toolsRun : 0;
    this.#hasAnswered = false;
    this.#replace(startedOver(this.#view, this.#deps.clock.now(), toolsRun));
    this.#sampleBefore();
    this.#write(this.output.length > 0 ? '\n\n' : '');
  }

  /** Rests until it may go on; answers how it does, or null when it has ended. */
  async #park(attempt: Attempt, end: ParkedEnd): Promise<Beginning | null> {
    const parking = new Parking(this.#deps, this.use, attempt, this.#report);
    this.#parking = parking;
    this.#fail(parking.state(end.failure), end.refusedAt);
    // What was refused may have been replaced while the request was still on its way.
    parking.reconsider();
    // In one go with the state: a sign-in between the two would find it parked and not yet in line.
    this.#deps.onParked(this);
    if (attempt.hasClient) this.#note('neutral', 'The prompt is kept, and its process for a while');
    else await attempt.letGo();
    // Where nothing was sent, nothing can have moved.
    let order = end.refusedAt === null ? null : await this.#check();
    for (;;) {
      if (order === null) {
        if (this.#view.toolsRun > 0) await attempt.keepSteps();
        order = await parking.rest(this.#attention);
      }
      if (order !== 'again') break;
      const isRefused = parking.isRefused;
      if (!isRefused && !parking.hasLostChoice) break;
      if (isRefused) this.#note('attention', 'Nothing sent: the sign-in is still the refused one');
      else parking.askAgain();
      this.#deps.onParked(this);
      order = null;
    }
    this.#parking = null;
    if (order === 'again') return parking.how;
    if (order === 'stop') return this.#end(attempt, { kind: 'cancelled' });
    await attempt.letGo();
    this.#note('attention', 'The app was quit while it waited; nothing goes on by itself');
    this.#rest({ phase: 'failed', failure: end.failure });
    return null;
  }

  /** Comes to a terminal state and lets everything go; answers how it starts again, if it does. */
  async #end(attempt: Attempt, end: TerminalEnd): Promise<Beginning | null> {
    switch (end.kind) {
      case 'completed':
        this.#note('ok', 'Completed');
        this.#rest({ phase: 'completed' });
        await attempt.letGo();
        return this.#attention.take() === 'again' ? 'start' : null;
      case 'cancelled':
        if (this.#view.state.phase !== 'stopping') this.#update({ state: { phase: 'stopping' } });
        await attempt.letGo();
        this.#note('neutral', 'Cancelled');
        this.#rest({ phase: 'cancelled' });
        return this.#attention.take() === 'again' ? 'start' : null;
      case 'failed': {
        this.#fail({ phase: 'failed', failure: end.failure }, end.refusedAt);
        await attempt.letGo();
        return (await this.#check()) === 'again' ? 'start' : null;
      }
    }
  }

  #fail(state: SetbackState, refusedAt: number | null): void {
    const at = this.#deps.clock.now();
    this.#update({
      state,
      refusedAt,
      failedAt: at,
      activity: restingActivity(state),
      ...(state.phase === 'failed' ? { endedAt: at } : {}),
    });
    this.#deps.log.info('helper.failed', {
      id: this.#view.id,
      phase: state.phase,
      kind: state.failure.kind,
    });
  }

  #rest(state: HelperState): void {
    this.#update({ state, activity: restingActivity(state), endedAt: this.#deps.clock.now() });
  }

  /** Waits for what a failure may have moved to show, then says what did. */
  async #check(): ReturnType<Attention['rest']> {
    const order = await this.#attention.rest(this.#deps.clock, settleMs);
    const { id } = this.#view;
    const blast = compareBlast(this.#before, this.#deps.sample(id), id, this.#deps.nameOf);
    if (blast.same) this.#note('ok', 'Checked: nothing else moved');
    else this.#note('attention', `Checked: ${blast.changed.join('; ')}`);
    this.#update({ blastRadius: blast });
    return order;
  }

  #heard(event: RunEvent): void {
    const age = this.#deps.clock.now() - this.#before.at;
    if (event.kind === 'turn' || (event.kind !== 'note' && age >= sampleEveryMs)) {
      this.#sampleBefore();
    }
    const isNews = !this.#hasAnswered && isAnswer(event) && this.#attempt?.isHeld === false;
    if (isNews) this.#hasAnswered = true;
    const view = heardEvent(this.#view, event, this.#deps.clock.now());
    if (isNews || view !== this.#view) this.#replace(view);
    if (event.kind === 'delta') this.#write(event.text);
  }

  #write(text: string): void {
    if (text === '') return;
    const from = this.output.append(text);
    this.#update({ outputLength: this.output.length });
    this.#deps.onOutput({ helperId: this.#view.id, from, text });
  }

  #sampleBefore(): void {
    this.#before = this.#deps.sample(this.#view.id);
  }

  #note(tone: Tone, text: string): void {
    this.#replace(noted(this.#view, this.#deps.clock.now(), tone, text));
  }

  #update(patch: Partial<HelperView>): void {
    this.#replace({ ...this.#view, ...patch });
  }

  #replace(next: HelperView): void {
    this.#view = { ...next, version: this.#view.version + 1 };
    this.#deps.onChange(this);
  }
}
