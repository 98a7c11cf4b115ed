import {
  brokenPromises,
  drillChecks,
  drillLimits,
  isOnlyLate,
  type DrillCheckName,
  type DrillCheckState,
  type DrillEnd,
  type DrillSample,
  type DrillSeen,
  type DrillView,
} from '../../shared/drill.ts';
import type { Failure } from '../../shared/failure.ts';
import { isEnded, type HelperView } from '../../shared/state.ts';
import { toFailure } from '../base/errors.ts';
import type { Fault, FaultEnd } from '../faults/fault.ts';
import { LoopWatch, p99 } from '../faults/measure.ts';
import { faults } from '../faults/table.ts';
import { compareBlast } from '../helpers/blast/blast-radius.ts';
import {
  clearAfterDrill,
  DisposableHelpers,
  type DisposableDeps,
  type Left,
} from './disposable-helpers.ts';

export interface DrillDeps extends DisposableDeps {
  /** The person's own, beside it. */
  readonly beside: () => DrillSample;
  /** What the person calls a helper of theirs. */
  readonly nameOf: (helperId: string) => string;
  readonly onView: (view: DrillView) => void;
}

type Ran = Extract<DrillView, { readonly phase: 'ended' }>['how'];

/** A check that takes longer has a helper that does not end. */
const checkMs = 12_000;
/** What it leaves is gone by then, or stays. */
const clearedMs = 5_000;
const lookMs = 100;
const mostTries = 3;

const rowOf = (check: DrillCheckName): Fault => {
  const found = faults.find(({ drill }) => drill === check);
  if (found === undefined) throw new Error(`no fault is the check ${check}`);
  return found;
};

const wantedEnd = (ends: FaultEnd): DrillEnd => {
  switch (ends.phase) {
    case 'completed':
      return 'completed';
    case 'waiting-for-sign-in':
      return 'parked';
    case 'failed':
      return ends.kind;
  }
};

/** How a helper ended, as far as it has. Pure. */
const endOf = ({ state }: HelperView): DrillEnd => {
  switch (state.phase) {
    case 'completed':
    case 'cancelled':
      return state.phase;
    case 'waiting-for-sign-in':
      return 'parked';
    case 'failed':
      return state.failure.kind;
    case 'queued':
    case 'starting':
    case 'ready':
    case 'running':
    case 'stopping':
      return null;
  }
};

/** A link that came up meanwhile was not moved. */
const movedBeside = (
  { beside: before }: DrillSample,
  { beside: after }: DrillSample,
  nameOf: DrillDeps['nameOf'],
): readonly string[] => {
  const { connId, bootId } = before;
  const compared = connId === null ? { ...after, connId, bootId } : after;
  return compareBlast(before, compared, 'drill', nameOf).changed;
};

/** Breaks helpers that are thrown away, one after the other, and measures what did not move. */
export class Drill {
  readonly #deps: DrillDeps;
  #view: DrillView = { phase: 'never' };
  #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** What a drill that was killed left behind goes first. */
  readonly #cleared: Promise<void>;
  readonly #closing = new AbortController();

  constructor(deps: DrillDeps) {
    this.#deps = deps;
    const { ambient, folder } = deps;
    this.#cleared = clearAfterDrill(folder, { ambient, signal: this.#closing.signal });
  }

  /** Begins one, of all checks when none is named; while one runs, that is the one. */
  run(only: readonly DrillCheckName[] = []): { readonly id: string; readonly isNew: boolean } {
    if (this.#view.phase === 'running') return { id: this.#view.id, isNew: false };
    const { ambient } = this.#deps;
    const id = `drill-${ambient.newId()}`;
    const names = drillChecks.filter((name) => only.length === 0 || only.includes(name));
    this.#abort = new AbortController();
    if (this.#closing.signal.aborted) this.#abort.abort();
    this.#set({
      phase: 'running',
      id,
      startedAt: ambient.clock.now(),
      isStopping: false,
      checks: names.map((name) => ({ name, state: { phase: 'to-do' } })),
    });
    this.#running = this.#run(names, this.#abort);
    return { id, isNew: true };
  }

  /** Ends the one that runs, and settles when nothing of it is left. */
  async cancel(): Promise<void> {
    if (this.#view.phase !== 'running') return;
    this.#set({ ...this.#view, isStopping: true });
    this.#abort.abort();
    await this.#running;
  }

  /** Settles when nothing of it is left, and begins none any more. Twice is safe. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.cancel();
    await this.#cleared;
  }

  /** Never rejects. */
  async #run(names: readonly DrillCheckName[], stop: AbortController): Promise<void> {
    const { clock, log } = this.#deps.ambient;
    const late = new AbortController();
    const over = new AbortController();
    void clock.pause(drillLimits.wholeMs, over.signal).then(() => late.abort());
    const signal = AbortSignal.any([stop.signal, late.signal]);
    let helpers: DisposableHelpers | null = null;
    const loop = new LoopWatch();
    let failed: Failure | null = null;
    try {
      await this.#cleared;
      helpers = await DisposableHelpers.open(this.#deps, signal);
      for (const name of names) await this.#check(name, helpers, loop, signal);
    } catch (thrown) {
      if (!signal.aborted) {
        failed = toFailure(thrown);
        log.error('drill.failed', { failure: failed });
      }
    }
    over.abort();
    loop.close();
    let left: Left = { processes: 0, files: 0 };
    try {
      left = (await helpers?.close()) ?? left;
    } catch (thrown) {
      failed ??= toFailure(thrown);
    }
    const how = failed !== null ? 'failed' : stop.signal.aborted ? 'stopped' : null;
    this.#end(how ?? (this.#isUnfinished() ? 'late' : 'whole'), failed, left);
  }

  async #check(
    name: DrillCheckName,
    helpers: DisposableHelpers,
    loop: LoopWatch,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#deps.ambient;
    this.#mark(name, { phase: 'running', since: clock.now() });
    const began = clock.monotonic();
    for (let tries = 1; ; tries += 1) {
      const seen = { ...(await this.#try(name, helpers, loop, signal)), tries };
      const broken = brokenPromises(seen);
      if (isOnlyLate(broken) && tries < mostTries) continue;
      const tookMs = Math.round(clock.monotonic() - began);
      const isHeld = broken.length === 0;
      this.#mark(
        name,
        isHeld ? { phase: 'held', tookMs, seen } : { phase: 'broke', tookMs, seen, broken },
      );
      return;
    }
  }

  async #try(
    name: DrillCheckName,
    helpers: DisposableHelpers,
    loop: LoopWatch,
    signal: AbortSignal,
  ): Promise<Omit<DrillSeen, 'tries'>> {
    const { beside, nameOf, ambient, secret } = this.#deps;
    const row = rowOf(name);
    helpers.heard();
    loop.take();
    const before = beside();

    const id = helpers.spawn(row.name);
    const own = new AbortController();
    void ambient.clock
      .pause(checkMs, AbortSignal.any([own.signal, signal]))
      .then(() => own.abort());
    const isOver = (view: HelperView): boolean =>
      isEnded(view.state) || view.state.phase === 'waiting-for-sign-in';
    const either = AbortSignal.any([own.signal, signal]);
    // What did not end is seen in its state.
    await helpers.until(id, isOver, either).catch(() => undefined);
    own.abort();
    signal.throwIfAborted();
    const view = helpers.view(id);
    const output = helpers.output(id);
    await helpers.dismiss(id);
    const { processes, files } = await this.#leftOf(helpers, signal);
    signal.throwIfAborted();

    const after = beside();
    const { pieces, machineMs } = helpers.heard();
    const { ownMs, waitedMs } = loop.take();
    const isHeard = pieces.length > 0 && helpers.areBystandersWell;
    return {
      end: endOf(view),
      wanted: wantedEnd(row.ends),
      before,
      after,
      stoodMs: ownMs,
      waitedMs,
      machineMs,
      lateMs: isHeard ? p99(pieces) : null,
      promptsSent: view.promptsSent,
      processesLeft: processes,
      filesLeft: files,
      secretsShown: [JSON.stringify(view), output].filter((text) => text.includes(secret)).length,
      moved: movedBeside(before, after, nameOf),
    };
  }

  async #leftOf(helpers: DisposableHelpers, signal: AbortSignal): Promise<Left> {
    const { clock } = this.#deps.ambient;
    const began = clock.monotonic();
    for (;;) {
      const left = await helpers.left();
      const isLate = clock.monotonic() - began > clearedMs;
      if (left.processes + left.files === 0 || isLate || signal.aborted) return left;
      await clock.pause(lookMs, signal);
    }
  }

  #isUnfinished(): boolean {
    return (
      this.#view.phase === 'running' &&
      this.#view.checks.some(({ state }) => state.phase === 'to-do' || state.phase === 'running')
    );
  }

  #mark(name: DrillCheckName, state: DrillCheckState): void {
    if (this.#view.phase !== 'running') return;
    const checks = this.#view.checks.map((one) => (one.name === name ? { name, state } : one));
    this.#set({ ...this.#view, checks });
  }

  #end(how: Ran, failure: Failure | null, left: Left): void {
    if (this.#view.phase !== 'running') return;
    const { id, startedAt, checks } = this.#view;
    this.#set({
      phase: 'ended',
      id,
      startedAt,
      endedAt: this.#deps.ambient.clock.now(),
      how,
      failure,
      left,
      checks: checks.map((one) =>
        one.state.phase === 'to-do' || one.state.phase === 'running'
          ? { ...one, state: { phase: 'not-run' } }
          : one,
      ),
    });
  }

  #set(view: DrillView): void {
    this.#view = view;
    this.#deps.onView(view);
  }
}
