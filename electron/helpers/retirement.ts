import { historyNotSaved, historyNotSavedId } from '../../shared/describe-history.ts';
import type { ArchivedHelper } from '../../shared/history.ts';
import type { HelperState } from '../../shared/state.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { Dismissed } from './dismissed.ts';
import type { Helper } from './helper/helper.ts';
import type { HistoryArchive } from './history/archive.ts';
import { archivedHelper, archivedOutput } from './history/archived.ts';
import type { FleetNotice, HelperRecords } from './history/helper-records.ts';

export interface RetirementDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Once it aborts, nothing is given back any more. */
  readonly closing: AbortSignal;
  readonly records: Pick<HelperRecords, 'forget'>;
  /** Left out where nothing is kept of those that have left. */
  readonly archive?: Pick<HistoryArchive, 'append' | 'remove'>;
  readonly onNotice: (notice: FleetNotice) => void;
  /** What was said by that id is over. */
  readonly onNoticeGone: (id: string) => void;
}

/**
 * Takes helpers that leave the list into the archive: the record of one goes only once its line is
 * on the disk, so that a cut in between costs nothing. What could not be written is tried again with
 * the next that leaves and at the end; what cannot be written then is in the list of the next run.
 */
export class Retirement {
  readonly #deps: RetirementDeps;
  readonly #dismissed: Dismissed;
  /** Those that are not known to be in the archive yet. */
  readonly #waiting = new Map<string, ArchivedHelper>();
  #isTroubled = false;
  #storing: Promise<void> | null = null;

  constructor(deps: RetirementDeps) {
    this.#deps = deps;
    this.#dismissed = new Dismissed(deps.clock, deps.closing);
  }

  /** One leaves; `before` is its state when that was asked for. */
  leave(helper: Helper, before: HelperState): void {
    const { archive, records, clock } = this.#deps;
    const { id } = helper.view;
    if (archive === undefined) {
      records.forget(id);
      return;
    }
    const { view, output } = helper;
    const left = { view, output: output.tail(archivedOutput) };
    this.#waiting.set(id, archivedHelper(left, before, clock.now()));
    this.#storing ??= this.#store(archive);
  }

  /** One leaves because the person said so: for ten seconds that can be undone. */
  dismiss(helper: Helper, before: HelperState): void {
    this.#dismissed.keep(helper);
    this.leave(helper, before);
  }

  /** Gives one back that was dismissed, once; undefined when it is gone for good. */
  takeBack(id: string): Helper | undefined {
    const helper = this.#dismissed.take(id);
    // One that is just being written is taken out once it is.
    if (helper !== undefined && !this.#waiting.delete(id)) void this.#takeOut([id]);
    return helper;
  }

  /** Settles when everybody who has left is in the archive, or cannot be. */
  async settled(): Promise<void> {
    await this.#storing;
    const { archive } = this.#deps;
    if (archive !== undefined && this.#waiting.size > 0) await this.#store(archive);
  }

  async #store(archive: Pick<HistoryArchive, 'append'>): Promise<void> {
    // Those that leave in one turn of the event loop are one write.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting];
      try {
        await archive.append(batch.map(([, one]) => one));
      } catch (thrown) {
        this.#deps.log.warn('archive.not-written', { error: String(thrown) });
        this.#trouble(true);
        break;
      }
      this.#trouble(false);
      const isStill = ([id, one]: (typeof batch)[number]): boolean => this.#waiting.get(id) === one;
      const back = batch.filter((one) => !isStill(one)).map(([id]) => id);
      for (const [id] of batch.filter(isStill)) {
        this.#waiting.delete(id);
        this.#deps.records.forget(id);
      }
      await this.#takeOut(back);
    }
    this.#storing = null;
  }

  async #takeOut(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    try {
      await this.#deps.archive?.remove(ids);
    } catch (thrown) {
      // It is in the list and in the history then; the next line of it takes the place of this one.
      this.#deps.log.warn('archive.not-removed', { error: String(thrown) });
    }
  }

  #trouble(isThere: boolean): void {
    if (isThere === this.#isTroubled) return;
    this.#isTroubled = isThere;
    if (isThere) this.#deps.onNotice(historyNotSaved);
    else this.#deps.onNoticeGone(historyNotSavedId);
  }
}
