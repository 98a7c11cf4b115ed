import type { Failure } from '../../shared/failure.ts';
import type { PanelState, SessionView } from '../../shared/state.ts';

/** Version of the lines on the control socket and of all JSON that the CLI prints. */
export const controlVersion = 1;

/** Longest request line in bytes: a prompt of the longest kind, escaped throughout, fits. */
export const maxRequestBytes = 2 * 1024 * 1024;

/** Longest reply line in bytes that a client reads. */
export const maxReplyBytes = 64 * 1024 * 1024;

/**
 * One line from a client. `command` with its `input` is answered once; `watch` is answered with the
 * newest state, at most 30 lines a second, until the client goes or watches anew. A client that reads
 * nothing for a minute is told so (`stalled`, phase `reading`) and dropped.
 */
export type ControlRequest =
  | {
      readonly v: 1;
      readonly id: number;
      readonly command: string;
      readonly input?: unknown;
      /** The client also takes a line that says what its answer waits for. */
      readonly waits?: true;
    }
  | { readonly v: 1; readonly id: number; readonly watch: true };

/** One line to a client. `id` is that of the request; null when the line had none to read. */
export type ControlReply =
  | { readonly v: 1; readonly id: number | null; readonly ok: true; readonly value: unknown }
  | { readonly v: 1; readonly id: number | null; readonly ok: false; readonly failure: Failure }
  | { readonly v: 1; readonly id: number; readonly watch: WatchLine }
  | { readonly v: 1; readonly id: number; readonly waits: Waits };

/** What an answer waits for: a yes in the window to `what`, for `ms` at the most; then it is a no. */
export interface Waits {
  readonly what: string;
  readonly ms: number;
}

/** The state at one revision; `sessions` only when they changed since the line before. */
export interface WatchLine {
  readonly state: PanelState;
  readonly sessions: readonly SessionView[] | null;
}
