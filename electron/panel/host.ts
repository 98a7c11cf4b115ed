import type { CommandName } from '../../shared/contract.ts';
import { failure } from '../../shared/failure.ts';
import { count } from '../../shared/format.ts';
import { helpersToStop } from '../../shared/helpers-to-stop.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { OutputChunk, PanelState, SessionsChange } from '../../shared/state.ts';
import { Emitter } from '../base/emitter.ts';
import { toFailure } from '../base/errors.ts';
import type { DispatchUnknown } from '../ports/commands.ts';
import type { Panel, PanelPort } from '../ports/panel-port.ts';

/** The real panel, or the one that practises; never both. */
export type PanelMode = 'real' | 'practice';

/** Where the revisions of a new panel go on, so that no replica takes it for old. */
export interface Revisions {
  readonly state: number;
  readonly sessions: number;
}

export type OpenPanel = (mode: PanelMode, after: Revisions) => Promise<Panel>;

/**
 * Holds the one panel there is and lets it be exchanged for the practice panel and back. Whoever
 * is connected to the host stays connected: after an exchange they get the new state and all rows.
 */
export class PanelHost implements Panel {
  readonly #open: OpenPanel;
  readonly #states = new Emitter<PanelState>();
  readonly #sessions = new Emitter<SessionsChange>();
  readonly #output = new Emitter<OutputChunk>();
  #panel: Panel;
  #mode: PanelMode;
  #unsubscribe: readonly (() => void)[] = [];
  /** The last exchange that was asked for; they go one after the other. */
  #exchange: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | null = null;

  readonly onState = this.#states.subscribe;
  readonly onSessions = this.#sessions.subscribe;
  readonly onOutput = this.#output.subscribe;

  private constructor(open: OpenPanel, mode: PanelMode, panel: Panel) {
    this.#open = open;
    this.#panel = panel;
    this.#mode = mode;
    this.#connect();
  }

  /** Opens the first panel; rejects when that cannot be opened. */
  static async open(mode: PanelMode, open: OpenPanel): Promise<PanelHost> {
    return new PanelHost(open, mode, await open(mode, { state: 0, sessions: 0 }));
  }

  readonly dispatch: DispatchUnknown = (name, input, origin) =>
    this.#panel.dispatch(name, input, origin);

  readonly state: PanelPort['state'] = () => this.#panel.state();

  readonly sessions: PanelPort['sessions'] = () => this.#panel.sessions();

  get mode(): PanelMode {
    return this.#mode;
  }

  /** Exchanges the panel; asks nobody, and refuses practice while it would stop helpers. */
  switchTo(mode: PanelMode): Promise<Reply<null>> {
    const mine = this.#exchange.then(() => this.#switchTo(mode));
    // Whoever asked is told why it failed.
    this.#exchange = mine.catch(() => undefined);
    return mine;
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await this.#exchange;
      await this.#panel.close();
    })();
    return this.#closed;
  }

  async #switchTo(mode: PanelMode): Promise<Reply<null>> {
    if (mode === this.#mode || this.#closed !== null) return ok(null);
    const stopping = helpersToStop(this.#panel.state().helpers);
    if (mode === 'practice' && stopping > 0) {
      const what = `${count(stopping, 'helper')} would stop`;
      return failed(failure({ kind: 'needs-confirmation', what }));
    }
    const before = this.#mode;
    const after = {
      state: this.#panel.state().revision,
      sessions: this.#panel.sessions().revision,
    };
    for (const end of this.#unsubscribe) end();
    // What did not close is told; nobody is left without a panel for it.
    const notClosed = await this.#panel.close().then(() => null, toFailure);
    try {
      this.#panel = await this.#open(mode, after);
      this.#mode = mode;
      return notClosed === null ? ok(null) : failed(notClosed);
    } catch (error) {
      this.#panel = await this.#open(before, after);
      return failed(toFailure(error));
    } finally {
      this.#connect();
    }
  }

  #connect(): void {
    this.#unsubscribe = [
      this.#panel.onState((state) => {
        this.#states.emit(state);
      }),
      this.#panel.onSessions((change) => {
        this.#sessions.emit(change);
      }),
      this.#panel.onOutput((chunk) => {
        this.#output.emit(chunk);
      }),
    ];
    this.#states.emit(this.#panel.state());
    this.#sessions.emit({ ...this.#panel.sessions(), reset: true, removed: [] });
  }
}

/** What the real panel's socket still does while practice is on: reading, and ways out. */
const harmless: ReadonlySet<unknown> = new Set<CommandName>([
  'state.get',
  'sessions.list',
  'helpers.output',
  'practice.stop',
  'app.show',
  'app.about',
  'app.licences',
  'ask.open',
  'app.quit',
]);

/**
 * The host as the real panel's socket sees it: a script that was meant for the real helpers never
 * starts or stops one of practice.
 */
export const behindPracticeWall = (host: PanelHost): PanelPort => ({
  dispatch: (name, input, origin) =>
    host.mode === 'practice' && !harmless.has(name)
      ? Promise.resolve(
          failed(
            failure({
              kind: 'invalid-input',
              what: 'Practice is on: leave it first, or use the socket of its own',
            }),
          ),
        )
      : host.dispatch(name, input, origin),
  state: host.state,
  sessions: host.sessions,
  onState: host.onState,
  onSessions: host.onSessions,
  onOutput: host.onOutput,
});
