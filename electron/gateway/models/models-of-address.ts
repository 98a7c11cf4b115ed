import type { CredentialView } from '../../../shared/credential.ts';
import type { Clock } from '../../base/clock.ts';
import type { AdminOpening } from '../link/admin-session.ts';
import { ModelBook } from './model-book.ts';
import { ModelChange } from './model-change.ts';
import { ModelRuns } from './model-runs.ts';
import { ModelSignIn } from './model-sign-in.ts';
import type { ModelProvider } from './model-status.ts';
import { rememberedRefusals, type RememberedRefusal } from '../link/remembered-refusals.ts';
import { isInternalSession, type SessionRow } from '../sessions/session-row.ts';
import type { GatewayTimings } from '../link/timings.ts';

export interface ModelsOfAddressDeps {
  readonly clock: Clock;
  readonly timings: Pick<GatewayTimings, 'signInBusyMs'>;
  readonly newId: () => string;
  readonly endsSoonMs: () => number;
  /** A name for a session, as a person would know it. */
  readonly nameOf: (sessionKey: string) => string;
  /** `onEvent` gets what that session is told. */
  readonly openAdmin: (
    onEvent: (name: string, payload: unknown) => void,
    signal: AbortSignal,
  ) => Promise<AdminOpening>;
  readonly openPage: (url: string) => Promise<boolean>;
  readonly onSecret: (secret: string) => void;
  readonly redact: (text: string) => string;
  readonly onRows: (rows: readonly CredentialView[]) => void;
  /** The gateway's own word of its sign-ins is to be read again. */
  readonly onChanged: () => void;
}

/**
 * What is known of the sign-ins of the gateway at one address, and the acts on them: an act that
 * outlives the address writes to the rows that it began on.
 */
export class ModelsOfAddress {
  readonly book: ModelBook;
  readonly runs: ModelRuns;
  readonly change: ModelChange;
  readonly signIn: ModelSignIn;
  readonly #now: () => number;
  #remembered: readonly RememberedRefusal[] = [];

  constructor(deps: ModelsOfAddressDeps) {
    const { clock, redact, onChanged } = deps;
    const now = (): number => clock.now();
    const nameOf = (key: string): string => (isInternalSession(key) ? 'a check' : deps.nameOf(key));
    const book = new ModelBook({ ...deps, now, nameOf });
    const runs = new ModelRuns({
      now,
      nameOf,
      standing: (provider) => book.standing(provider),
      onSighting: (provider, generation, sighting) => {
        book.saw(provider, generation, sighting);
        if (sighting.kind !== 'worked') onChanged();
      },
    });
    const openAdmin = (signal: AbortSignal): Promise<AdminOpening> =>
      deps.openAdmin((name, payload) => runs.event(name, payload), signal);
    this.#now = now;
    this.book = book;
    this.runs = runs;
    this.change = new ModelChange({ clock, book, openAdmin, redact, onChanged });
    this.signIn = new ModelSignIn({
      ...deps,
      book,
      openAdmin,
      busyMs: deps.timings.signInBusyMs,
    });
  }

  /** A whole answer of `models.authStatus`. */
  tell(providers: readonly ModelProvider[]): void {
    this.book.tell(providers);
    this.book.remember(this.#remembered);
  }

  /** The rows of a whole reading of the sessions. */
  sessions(rows: readonly SessionRow[]): void {
    this.#remembered = rememberedRefusals(rows, this.#now());
    this.book.remember(this.#remembered);
  }

  /**
   * The panel goes to another address: a sign-in is ended, a change that is under way may come to
   * its end. Settles when nothing is under way any more.
   */
  async leave(): Promise<void> {
    await Promise.all([this.change.leave(), this.signIn.close()]);
  }

  /** Ends what is under way; settles when it is over. */
  async close(): Promise<void> {
    await Promise.all([this.change.close(), this.signIn.close()]);
  }
}
