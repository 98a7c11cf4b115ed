import type { HelperState, HelperView } from './state.ts';

/** What is kept of a helper that has left the list: one line of a file, `v: 1`. */
export interface ArchivedHelper {
  readonly v: 1;
  /** Ended, without a process, with the last of its timeline and without samples. */
  readonly view: HelperView;
  /** The last of its output. */
  readonly output: string;
}

/** How a helper in the history ended. */
export type ArchivedPhase = Extract<HelperState['phase'], 'completed' | 'failed' | 'cancelled'>;

/** Which helpers of the history are wanted; null and the empty text leave nothing out. */
export interface HistoryFilter {
  /** Words that all have to be in prompt, name, template, cause, credential or folder. */
  readonly text: string;
  /** Id of a template. */
  readonly template: string | null;
  /** Kind of a failure. */
  readonly cause: string | null;
  readonly state: ArchivedPhase | null;
  /** When it ended, epoch ms: from then on, and until before. */
  readonly from: number | null;
  readonly to: number | null;
}

/** A page of them: so many after the first `after`, the newest first. */
export interface HistoryQuery extends HistoryFilter {
  readonly after: number;
  readonly limit: number;
}

/** A helper as the history lists it. */
export interface HistoryRow {
  readonly id: string;
  readonly name: string;
  readonly templateId: string;
  readonly templateName: string;
  readonly state: HelperState;
  /** The beginning of its prompt, as one line. */
  readonly prompt: string;
  readonly credentialId: string;
  readonly endedAt: number;
}

/** What there is to choose from, whatever was asked; how many of each. */
export interface HistoryFacets {
  readonly templates: readonly {
    readonly id: string;
    readonly name: string;
    readonly count: number;
  }[];
  readonly causes: readonly { readonly kind: string; readonly count: number }[];
  readonly states: Readonly<Record<ArchivedPhase, number>>;
}

export interface HistoryPage {
  readonly rows: readonly HistoryRow[];
  /** How many fit in all. */
  readonly total: number;
  readonly facets: HistoryFacets;
  /** Files of what could not be read. */
  readonly aside: readonly string[];
}
