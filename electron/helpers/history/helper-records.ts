import type { HelperView } from '../../../shared/state.ts';
import type { Clock } from '../../base/clock.ts';
import { listed } from '../../../shared/format.ts';
import type { Log } from '../../base/log.ts';
import { errnoOf } from '../../base/values.ts';
import type { Helper } from '../helper/helper.ts';
import { hasProcess } from '../helper/view.ts';
import type { HistoryRecord } from './history-record.ts';
import { historyFiles, HistoryStore, type HistoryFiles } from './history-store.ts';

/** Something the fleet has to say once; the same id replaces what was said before. */
export interface FleetNotice {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** UTF-16 units of output that are kept across restarts. */
const outputTail = 16 * 1024;

/** What of a view is worth a write when it changes: phase, process, tools, finding; not every word. */
const worth = (view: HelperView): string =>
  `${view.state.phase} ${hasProcess(view)} ${view.toolsRun} ${view.blastRadius !== null}`;

const notSaved = 'helpers-not-saved';

/** What is said of records that could not be read; `kept` are their paths now. Pure. */
const brokenNotice = (kept: readonly string[]): FleetNotice => {
  const more = kept.length - brokenNamed;
  const named = [...kept.slice(0, brokenNamed), ...(more > 0 ? [`${more} more`] : [])];
  return {
    id: 'helper-record-broken',
    title:
      kept.length === 1
        ? 'A helper of an earlier run could not be read'
        : `${kept.length} helpers of earlier runs could not be read`,
    text: `Kept as ${listed(named)}.`,
  };
};

const brokenNamed = 3;

/** What is said when the list of helpers cannot be written; `thrown` is what the disk said. Pure. */
const notSavedNotice = (thrown: unknown): FleetNotice => {
  const code = errnoOf(thrown) ?? 'unknown';
  return {
    id: notSaved,
    title: 'The list of helpers cannot be saved',
    text:
      code === 'ENOSPC'
        ? 'The disk is full. Helpers go on; what they did is forgotten when the app ends, unless there is room before.'
        : `Helpers go on; what they did is forgotten when the app ends, unless it can be written before (${code}).`,
  };
};

/** What is kept of the helpers across restarts: written when something of weight changed. */
export class HelperRecords {
  readonly #store: HistoryStore;
  readonly #saved = new Map<string, string>();

  constructor(deps: {
    readonly home: string;
    readonly clock: Clock;
    readonly log: Log;
    readonly onNotice: (notice: FleetNotice) => void;
    /** What was said by that id is over. */
    readonly onNoticeGone: (id: string) => void;
    /** The real ones when left out. */
    readonly historyFiles?: HistoryFiles;
  }) {
    const broken: string[] = [];
    this.#store = new HistoryStore({
      home: deps.home,
      files: deps.historyFiles ?? historyFiles,
      clock: deps.clock,
      log: deps.log,
      onTrouble: (thrown) => {
        if (thrown === null) deps.onNoticeGone(notSaved);
        else deps.onNotice(notSavedNotice(thrown));
      },
      onBroken: (file) => {
        broken.push(file);
        deps.onNotice(brokenNotice(broken));
      },
    });
  }

  /** The helpers of earlier runs, the oldest first. */
  load(): Promise<readonly HistoryRecord[]> {
    return this.#store.load();
  }

  /** Saves soon when the change is worth it, and answers whether it is. */
  changed({ view, request, output }: Pick<Helper, 'view' | 'request' | 'output'>): boolean {
    const now = worth(view);
    if (this.#saved.get(view.id) === now) return false;
    this.#saved.set(view.id, now);
    this.#store.save({ v: 1, view, request, output: output.tail(outputTail) });
    return true;
  }

  forget(id: string): void {
    this.#saved.delete(id);
    this.#store.remove(id);
  }

  /** Settles when everything wanted so far was written, or could not be. */
  flush(): Promise<void> {
    return this.#store.flush();
  }
}
