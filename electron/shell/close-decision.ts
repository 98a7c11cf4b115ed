import { helpersToStop } from '../../shared/helpers-to-stop.ts';
import type { PanelState } from '../../shared/state.ts';

/** What closing the window does. */
export type CloseDecision =
  /** The window goes and the panel stays, in the tray. */
  | { readonly kind: 'close' }
  /** Nothing would be left to see and nothing runs: the whole app quits. */
  | { readonly kind: 'quit' }
  /** Helpers run and there is no tray: the person chooses. */
  | { readonly kind: 'ask'; readonly helpers: number };

/** Decides what closing the window does, so that the panel is never left with no way back. */
export const closeDecision = (state: PanelState): CloseDecision => {
  if (state.app.tray === 'shown') return { kind: 'close' };
  const helpers = helpersToStop(state.helpers);
  return helpers === 0 ? { kind: 'quit' } : { kind: 'ask', helpers };
};
