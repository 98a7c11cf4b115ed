import { describeCause } from './describe-cause.ts';
import type { Failure } from './failure.ts';

/** Why a part of the window shows nothing else, as a person reads it. */
export interface BrokenWords {
  /** No full stop. */
  readonly title: string;
  /** What goes on all the same, or why it is so. */
  readonly text: string;
  /** Raw text; empty when there is none. */
  readonly detail: string;
}

const rawOf = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);

/** The whole window, when drawing it threw. */
export const describeUndrawnWindow = (thrown: unknown): BrokenWords => ({
  title: 'This window could not be drawn',
  text: 'The gateway link and the helpers do not run in it; they go on.',
  detail: rawOf(thrown),
});

/** The detail pane, when drawing it threw. */
export const describeUndrawnPane = (thrown: unknown): BrokenWords => ({
  title: 'This page could not be drawn',
  text: 'Only this page is affected. The rest of the window works, and every helper goes on.',
  detail: rawOf(thrown),
});

/** The window that was refused the state it is to show. */
export const describeUnreadState = (failed: Failure): BrokenWords => ({
  title: 'Bulkhead’s state could not be read',
  text: `${describeCause(failed, 'app')}.`,
  detail: failed.detail,
});
