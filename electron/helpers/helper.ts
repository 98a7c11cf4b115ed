import type { Failure } from '../../shared/failure.ts';
import { mayContinue } from '../../shared/may-continue.ts';
import type {
  BlastSample,
  HelperState,
  HelperView,
  OutputChunk,
  Tone,
} from '../../shared/state.ts';
import type { Clock } from '../clock.ts';
import type { RunEvent } from '../codex/client.ts';
import { toFailure } from '../failure-error.ts';
import type { Log } from '../log.ts';
import { Attention, type Order } from './attention.ts';
import type { ParkedEnd, TerminalEnd } from './attempt-end.ts';
import { Attempt, type AttemptDeps } from './attempt.ts';
import { compareBlast } from './blast-radius.ts';
import { refusalInForce } from './credential-grants.ts';
import { heardEvent, noted, restingActivity, startedOver } from './helper-view.ts';
import { OutputRing } from './output-ring.ts';
import type { SpawnRequest } from './spawn-request.ts';

export interface HelperDeps extends AttemptDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly parkedProcessMs: () => number;
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
  readonly output: OutputRing;
  readonly #deps: HelperDeps;
  readonly #attention = new Attention();
  #view: HelperView;
  #attempt: Attempt | null = null;
  #before: BlastSample;
  #done: Promise<void> = Promise.resolve();

  /** `kept` is the output of an earlier run of the app. */
  constructor(view: HelperView, request: SpawnRequest, deps: HelperDeps, kept = '') {
    this.request = request;
    this.#deps = deps;
    this.#view = view;
    this.output = new OutputRing(outputKept, kept, Math.max(kept.length, view.outputLength));
    this.#before = deps.sample(view.id);
  }

  get view(): HelperView {
    return this.#view;
  }

  /** Begins (again); a helper that is under way or parked is told to send its prompt again. */
  start(): void {
    if (this.isUnderWay) {
      this.#attention.give('again');
      return;
    }
    if (this.#view.state.phase !== 'queued') this.#startOver();
    this.#done = this.#live().catch((thrown: unknown) => this.#broke(thrown));
  }

  /** True while its loop runs: until it is in a terminal state and that was checked. */
  get isUnderWay(): boolean {
    return this.#attempt !== null;
  }

  /** Ends it and settles when nothing of it is left. */
  async stop(why: 'stop' | 'quit'): Promise<void> {
    if (this.isUnderWay) this.#attention.give(why);
    await this.#done;
  }

  /** A new secret was set: a parked helper goes on, or says why it waits for the person. */
  credentialChanged(): void {
    const { state, credentialId, provider } = this.#view;
    if (state.phase !== 'waiting-for-sign-in' || state.failure.kind !== 'unauthorized') return;
    const { credentials, clock } = this.#deps;
    if (refusalInForce(credentials, credentialId, provider) !== null) return;
    if (credentials.generation(credentialId) <= state.failure.generation) return;
    if (mayContinue(this.#view, clock.now())) {
      this.#attention.give('again');
      return;
    }
    this.#update({ activity: 'Signed in again; waits for your word to start over' });
    this.#note('attention', 'Signed in again, but tools had run or it waited long: not continued');
  }

  /** Another helper came to work: while this one is well, that belongs to its "before". */
  othersGrew(): void {
    if (this.#view.state.phase === 'running') this.#sampleBefore();
  }

  async #live(): Promise<void> {
    const attempt = new Attempt(this.request, this.#deps, this.#attention, {
      change: (patch) => this.#update(patch),
      note: (tone, text) => this.#note(tone, text),
      heard: (event) => this.#heard(event),
      view: () => this.#view,
    });
    this.#attempt = attempt;
    this.#sampleBefore();
    for (let again = true; again;) {
      const end = await attempt.run();
      again =
        end.kind === 'parked' ? await this.#park(attempt, end) : await this.#end(attempt, end);
      if (again) this.#startOver();
    }
    this.#attempt = null;
  }

  /** A mistake of ours must not leave a helper that never ends. */
  #broke(thrown: unknown): void {
    this.#attempt = null;
    this.#deps.log.error('helper.broke', { id: this.#view.id, error: String(thrown) });
    this.#fail({ phase: 'failed', failure: toFailure(thrown) }, null);
  }

  #startOver(): void {
    this.#replace(startedOver(this.#view, this.#deps.clock.now()));
    this.#sampleBefore();
    this.#write(this.output.length > 0 ? '\n\n' : '');
  }

  /** Rests until it may go on; answers whether it does. */
  async #park(attempt: Attempt, end: ParkedEnd): Promise<boolean> {
    const { clock, parkedProcessMs, credentials } = this.#deps;
    const until = attempt.clientGone === null ? null : clock.now() + parkedProcessMs();
    this.#fail(
      { phase: 'waiting-for-sign-in', failure: end.failure, processUntil: until },
      end.refusedAt,
    );
    if (until !== null) this.#note('neutral', 'The prompt is kept, and its process for a while');
    // The key may have been replaced while the refused request was still on its way.
    this.credentialChanged();
    // Where nothing was sent, nothing can have moved.
    let order = end.refusedAt === null ? null : await this.#check();
    for (;;) {
      order ??= await this.#restParked(attempt, end, until ?? 0);
      if (order !== 'again') break;
      const { credentialId, provider } = this.#view;
      if (refusalInForce(credentials, credentialId, provider) === null) return true;
      this.#note('attention', 'Nothing sent: the sign-in is still the refused one');
      order = null;
    }
    if (order === 'stop') return this.#end(attempt, { kind: 'cancelled' });
    await attempt.letGo();
    this.#rest({ phase: 'failed', failure: end.failure });
    return false;
  }

  /** Waits for an order; a process that is still kept is let go at `until` (epoch ms). */
  async #restParked(attempt: Attempt, { failure }: ParkedEnd, until: number): Promise<Order> {
    const { clock } = this.#deps;
    const gone = attempt.clientGone;
    if (gone !== null) {
      const order = await this.#attention.rest(clock, Math.max(0, until - clock.now()), gone);
      if (order !== null) return order;
      await attempt.letGo();
      this.#note('neutral', 'No process is kept for it any more; the prompt is');
      this.#update({ state: { phase: 'waiting-for-sign-in', failure, processUntil: null } });
    }
    return this.#attention.order();
  }

  /** Comes to a terminal state and lets everything go; answers whether it starts again. */
  async #end(attempt: Attempt, end: TerminalEnd): Promise<boolean> {
    switch (end.kind) {
      case 'completed':
        this.#note('ok', 'Completed');
        this.#rest({ phase: 'completed' });
        await attempt.letGo();
        return this.#attention.take() === 'again';
      case 'cancelled':
        if (this.#view.state.phase !== 'stopping') this.#update({ state: { phase: 'stopping' } });
        await attempt.letGo();
        this.#note('neutral', 'Cancelled');
        this.#rest({ phase: 'cancelled' });
        return this.#attention.take() === 'again';
      case 'failed': {
        this.#fail({ phase: 'failed', failure: end.failure }, end.refusedAt);
        await attempt.letGo();
        return (await this.#check()) === 'again';
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
    const view = heardEvent(this.#view, event, this.#deps.clock.now());
    if (view !== this.#view) this.#replace(view);
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
