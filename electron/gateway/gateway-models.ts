import type { CredentialView, SignInFlow } from '../../shared/credential.ts';
import { failure } from '../../shared/failure.ts';
import { failed, ok, type Reply } from '../../shared/result.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { WireSession } from '../wire/wire-session.ts';
import type { AdminOpening } from './admin-session.ts';
import { ModelBook } from './model-book.ts';
import { ModelChange } from './model-change.ts';
import { ModelRuns } from './model-runs.ts';
import { ModelSignIn, type WizardValue } from './model-sign-in.ts';
import { ModelSync } from './model-sync.ts';
import { rememberedRefusals, type RememberedRefusal } from './remembered-refusals.ts';
import { isInternalSession, type SessionRow } from './session-row.ts';
import type { GatewayTimings } from './timings.ts';

export interface GatewayModelsDeps {
  readonly clock: Clock;
  readonly timings: Pick<GatewayTimings, 'requestMs' | 'rereadMs' | 'rereadCapMs' | 'signInBusyMs'>;
  readonly log: Log;
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
}

/** What can be done with the gateway's own sign-ins; each answers for the rows it knows. */
export interface ModelActs {
  /** True when the row of that id is one of these. */
  owns(rowId: string): boolean;
  check(rowId: string): Promise<Reply<null>>;
  setKey(rowId: string, key: string): Promise<Reply<null>>;
  signIn(rowId: string, flow: SignInFlow): Reply<null>;
  cancelSignIn(rowId: string): Promise<Reply<null>>;
  answer(rowId: string, stepId: string, value: WizardValue): Reply<null>;
  openPage(rowId: string): Promise<Reply<null>>;
  /** What is to be copied of a sign-in under way; null when there is nothing. */
  textToCopy(rowId: string): string | null;
}

/** The gateway's own sign-ins to model providers: what it says, what its runs prove, what we do. */
export class GatewayModels implements ModelActs {
  readonly #deps: GatewayModelsDeps;
  readonly #book: ModelBook;
  readonly #runs: ModelRuns;
  readonly #sync: ModelSync;
  readonly #change: ModelChange;
  readonly #signIn: ModelSignIn;
  #remembered: readonly RememberedRefusal[] = [];

  constructor(deps: GatewayModelsDeps) {
    this.#deps = deps;
    const { clock, redact } = deps;
    const now = (): number => clock.now();
    const nameOf = (key: string): string => (isInternalSession(key) ? 'a check' : deps.nameOf(key));
    const openAdmin = (signal: AbortSignal): Promise<AdminOpening> =>
      deps.openAdmin((name, payload) => this.#runs.event(name, payload), signal);
    const onChanged = (): void => this.#sync.ring();
    this.#book = new ModelBook({ ...deps, now, nameOf });
    this.#runs = new ModelRuns({
      now,
      nameOf,
      standing: (provider) => this.#book.standing(provider),
      onSighting: (provider, generation, sighting) => {
        this.#book.saw(provider, generation, sighting);
        if (sighting.kind !== 'worked') this.#sync.ring();
      },
    });
    this.#sync = new ModelSync({
      ...deps,
      onTold: (providers) => {
        this.#book.tell(providers);
        this.#book.remember(this.#remembered);
      },
      nextEnd: () => this.#book.nextEnd(),
    });
    this.#change = new ModelChange({ clock, book: this.#book, openAdmin, redact, onChanged });
    this.#signIn = new ModelSignIn({
      ...deps,
      book: this.#book,
      openAdmin,
      onChanged,
      busyMs: deps.timings.signInBusyMs,
    });
  }

  rows(): readonly CredentialView[] {
    return this.#book.rows();
  }

  changesAt(): number | null {
    return this.#book.changesAt();
  }

  refresh(): void {
    this.#book.refresh();
  }

  /** Another gateway: what was known is not about it. */
  forget(): void {
    this.#remembered = [];
    this.#book.forget();
  }

  /** Takes any event of the wire. */
  event(name: string, payload: unknown): void {
    if (name === 'config.changed') this.#sync.ring();
    else this.#runs.event(name, payload);
  }

  /** Events were lost. */
  gap(): void {
    this.#sync.ring();
  }

  /** The rows of a whole reading of the sessions. */
  sessions(rows: readonly SessionRow[]): void {
    this.#remembered = rememberedRefusals(rows, this.#deps.clock.now());
    this.#book.remember(this.#remembered);
  }

  /** Reads for as long as the session lives; settles after the abort. */
  run(session: WireSession, signal: AbortSignal): Promise<void> {
    return this.#sync.run(session, signal);
  }

  /** Ends what is under way; settles when it is over. */
  async close(): Promise<void> {
    this.#change.close();
    await this.#signIn.close();
  }

  owns(rowId: string): boolean {
    return this.#book.providerOf(rowId) !== null;
  }

  check(rowId: string): Promise<Reply<null>> {
    return this.#with(rowId, (provider) => this.#change.check(provider));
  }

  setKey(rowId: string, key: string): Promise<Reply<null>> {
    this.#deps.onSecret(key);
    return this.#with(rowId, (provider) => this.#change.setKey(provider, key));
  }

  signIn(rowId: string, flow: SignInFlow): Reply<null> {
    const provider = this.#book.providerOf(rowId);
    return provider === null ? unknown(rowId) : this.#signIn.begin(provider, flow);
  }

  cancelSignIn(rowId: string): Promise<Reply<null>> {
    return this.#with(rowId, async (provider) => {
      await this.#signIn.cancel(provider);
      return ok(null);
    });
  }

  answer(rowId: string, stepId: string, value: WizardValue): Reply<null> {
    const provider = this.#book.providerOf(rowId);
    return provider === null ? unknown(rowId) : this.#signIn.answer(provider, stepId, value);
  }

  openPage(rowId: string): Promise<Reply<null>> {
    return this.#with(rowId, (provider) => this.#signIn.open(provider));
  }

  textToCopy(rowId: string): string | null {
    const provider = this.#book.providerOf(rowId);
    return provider === null ? null : this.#signIn.textOf(provider);
  }

  async #with(
    rowId: string,
    act: (provider: string) => Promise<Reply<null>>,
  ): Promise<Reply<null>> {
    const provider = this.#book.providerOf(rowId);
    return provider === null ? unknown(rowId) : act(provider);
  }
}

const unknown = (rowId: string): Reply<null> =>
  failed(failure({ kind: 'unknown-id', what: `credential “${rowId}”` }));
