import { askClosing, askStopping } from '../../shared/describe-closing.ts';
import { helpersToStop } from '../../shared/helpers-to-stop.ts';
import type { Settings } from '../../shared/settings.ts';
import type { PanelState } from '../../shared/state.ts';
import type { Dialogs } from './dialogs.ts';
import type { Quit } from './quit.ts';

/** What closing the window does. */
export type CloseDecision =
  /** The window goes and the panel stays. */
  | { readonly kind: 'close' }
  /** The whole app quits; nothing runs. */
  | { readonly kind: 'quit' }
  /** Quitting would stop helpers: the person chooses, this once. */
  | { readonly kind: 'ask'; readonly helpers: number }
  /** Nothing would be left to see, and it was never chosen what is to happen then. */
  | { readonly kind: 'ask-for-good'; readonly helpers: number };

/** Decides what closing the window does, so that the panel is never left with no way back. */
export const closeDecision = (state: PanelState): CloseDecision => {
  const { tray } = state.app;
  const { whenClosed } = state.settings;
  if (whenClosed === 'keep-running') return { kind: 'close' };
  if (whenClosed === 'ask' && tray === 'shown') return { kind: 'close' };
  const helpers = helpersToStop(state.helpers);
  if (whenClosed === 'ask' && tray === 'none') return { kind: 'ask-for-good', helpers };
  return helpers === 0 ? { kind: 'quit' } : { kind: 'ask', helpers };
};

export interface MayCloseDeps {
  readonly state: () => PanelState;
  readonly quit: Quit;
  readonly dialogs: Pick<Dialogs, 'choose'>;
  /** Keeps what was chosen for good; settles when it is kept, or the person was told that it is not. */
  readonly remember: (whenClosed: Settings['whenClosed']) => Promise<void>;
  /** Closes the window; that asks anew whether it may. */
  readonly close: () => void;
}

/** Makes what decides whether the window closes now. It stays while a question is open. */
export const createMayClose = ({ state, quit, dialogs, remember, close }: MayCloseDeps) => {
  let phase: 'idle' | 'asking' | 'goes-on-alone' = 'idle';

  const ask = async ({ kind, helpers }: Extract<CloseDecision, { helpers: number }>) => {
    const question = kind === 'ask' ? askStopping(helpers) : askClosing(helpers);
    const answer = await dialogs.choose(question, question.buttons, 0);
    if (kind === 'ask-for-good' && answer === 1) await remember('keep-running');
    if (kind === 'ask-for-good' && answer === 2) await remember('quit');
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
      case 'ask-for-good':
        if (phase === 'idle') {
          phase = 'asking';
          void ask(decision);
        }
        return false;
    }
  };
};
