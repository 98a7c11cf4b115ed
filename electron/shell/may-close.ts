import { count } from '../../shared/format.ts';
import { helpersToStop } from '../../shared/helpers-to-stop.ts';
import type { PanelState } from '../../shared/state.ts';
import type { Dialogs } from './dialogs.ts';
import type { Quit } from './quit.ts';

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

export interface MayCloseDeps {
  readonly state: () => PanelState;
  readonly quit: Quit;
  readonly dialogs: Pick<Dialogs, 'choose'>;
  /** What it means that this desktop shows no tray, for the question. */
  readonly detail: string;
  /** Closes the window; that asks anew whether it may. */
  readonly close: () => void;
}

/**
 * Makes what decides whether the window closes now. It stays while a question is open: whether
 * helpers are to go on without a window, on a desktop with no tray to bring it back.
 */
export const createMayClose = ({ state, quit, dialogs, detail, close }: MayCloseDeps) => {
  let phase: 'idle' | 'asking' | 'goes-on-alone' = 'idle';

  const ask = async (helpers: number): Promise<void> => {
    const working = count(helpers, 'helper');
    const message = `${working} still ${helpers === 1 ? 'works' : 'work'}`;
    const buttons = ['Cancel', 'Close the window', `Quit and stop ${working}`];
    const answer = await dialogs.choose({ message, detail }, buttons, 0);
    phase = answer === 1 ? 'goes-on-alone' : 'idle';
    if (answer === 1) close();
    if (answer === 2) quit.start();
  };

  return (): boolean => {
    if (quit.isUnderWay() || phase === 'goes-on-alone') {
      phase = 'idle';
      return true;
    }
    const decision = closeDecision(state());
    switch (decision.kind) {
      case 'close':
        return true;
      case 'quit':
        quit.start();
        return true;
      case 'ask':
        if (phase === 'idle') {
          phase = 'asking';
          void ask(decision.helpers);
        }
        return false;
    }
  };
};
