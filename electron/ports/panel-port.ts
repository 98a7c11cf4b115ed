import type { OutputChunk, PanelState, SessionView, SessionsChange } from '../../shared/state.ts';
import type { Subscribe } from '../base/emitter.ts';
import type { DispatchUnknown } from './commands.ts';

/** What window, tray and socket see of the panel: its state, its streams, and one way to act. */
export interface PanelPort {
  readonly dispatch: DispatchUnknown;
  readonly state: () => PanelState;
  readonly sessions: () => { readonly revision: number; readonly rows: readonly SessionView[] };
  readonly onState: Subscribe<PanelState>;
  readonly onSessions: Subscribe<SessionsChange>;
  readonly onOutput: Subscribe<OutputChunk>;
}

/** A panel that runs. `close` settles when all it started is over; twice is safe. */
export interface Panel extends PanelPort {
  close(): Promise<void>;
}
