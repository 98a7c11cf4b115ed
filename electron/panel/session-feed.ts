import type { SessionView, SessionsChange } from '../../shared/state.ts';
import { Emitter } from '../base/emitter.ts';

/** The gateway's sessions as the panel knows them, and the stream of their changes. */
export class SessionFeed {
  readonly #changes = new Emitter<SessionsChange>();
  readonly #rows = new Map<string, SessionView>();
  #revision: number;

  readonly subscribe = this.#changes.subscribe;

  /** Revisions go on after `revision`. */
  constructor(revision: number) {
    this.#revision = revision;
  }

  all(): { readonly revision: number; readonly rows: readonly SessionView[] } {
    return { revision: this.#revision, rows: [...this.#rows.values()] };
  }

  /** Takes a change over; its own revision is the link's and is replaced by the panel's. */
  apply(change: SessionsChange): void {
    if (change.reset) this.#rows.clear();
    for (const key of change.removed) this.#rows.delete(key);
    for (const row of change.rows) this.#rows.set(row.key, row);
    this.#revision += 1;
    this.#changes.emit({ ...change, revision: this.#revision });
  }
}
