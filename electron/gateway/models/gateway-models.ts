import type { CredentialView, SignInFlow } from '../../../shared/credential.ts';
import { ok, type Reply } from '../../../shared/result.ts';
import type { Ambient } from '../../base/ambient.ts';
import { unknownId } from '../../base/errors.ts';
import type { OneAtATime } from '../../base/one-at-a-time.ts';
import type { WireSession } from '../../wire/wire-session.ts';
import type { AdminOpening } from '../link/admin-session.ts';
import type { GatewayTimings } from '../link/timings.ts';
import { isInternalSession, type SessionRow } from '../sessions/session-row.ts';
import { ModelBook } from './model-book.ts';
import { ModelChange } from './model-change.ts';
import { ModelRuns, type RememberedRefusal, rememberedRefusals } from './model-runs.ts';
import { ModelSignIn } from './model-sign-in.ts';
import type { ModelProvider } from './model-status.ts';
import { ModelSync } from './model-sync.ts';
import type { WizardValue } from './wizard-question.ts';

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

export interface GatewayModelsDeps extends Omit<ModelsOfAddressDeps, 'onChanged'> {
  /** Shared by all that read lists of the gateway. */
  readonly turns: OneAtATime;
  readonly timings: Pick<GatewayTimings, 'requestMs' | 'rereadMs' | 'rereadCapMs' | 'signInBusyMs'>;
}

/** The gateway's own sign-ins to model providers: what it says, what its runs prove, what we do. */
export class GatewayModels implements ModelActs {
  readonly #deps: GatewayModelsDeps;
  readonly #sync: ModelSync;
  /** Those of the address, and of each one before it whose acts are not over yet. */
  readonly #all = new Set<ModelsOfAddress>();
  #here: ModelsOfAddress;

  constructor(deps: GatewayModelsDeps) {
    this.#deps = deps;
    this.#sync = new ModelSync({
      ...deps,
      onTold: (providers) => this.#here.tell(providers),
      nextEnd: () => this.#here.book.nextEnd(),
    });
    this.#here = this.#arrive();
  }

  rows(): readonly CredentialView[] {
    return this.#here.book.rows();
  }

  changesAt(): number | null {
    return this.#here.book.changesAt();
  }

  refresh(): void {
    this.#here.book.refresh();
  }

  /** Another gateway: what was known is not about it, and no act that is under way is its. */
  forget(): void {
    const left = this.#here;
    this.#here = this.#arrive();
    if (left.book.rows().length > 0) this.#deps.onRows([]);
    void left.leave().finally(() => this.#all.delete(left));
  }

  /** Takes any event of the wire. */
  event(name: string, payload: unknown): void {
    if (name === 'config.changed') this.#sync.ring();
    else this.#here.runs.event(name, payload);
  }

  /** Events were lost. */
  gap(): void {
    this.#sync.ring();
  }

  /** The rows of a whole reading of the sessions. */
  sessions(rows: readonly SessionRow[]): void {
    this.#here.sessions(rows);
  }

  /** Reads for as long as the session lives; settles after the abort. */
  run(session: WireSession, signal: AbortSignal): Promise<void> {
    return this.#sync.run(session, signal);
  }

  /** Ends what is under way; settles when it is over. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((models) => models.close()));
  }

  owns(rowId: string): boolean {
    return this.#here.book.providerOf(rowId) !== null;
  }

  check(rowId: string): Promise<Reply<null>> {
    return this.#with(rowId, (provider) => this.#here.change.check(provider));
  }

  setKey(rowId: string, key: string): Promise<Reply<null>> {
    this.#deps.onSecret(key);
    return this.#with(rowId, (provider) => this.#here.change.setKey(provider, key));
  }

  signIn(rowId: string, flow: SignInFlow): Reply<null> {
    const provider = this.#here.book.providerOf(rowId);
    return provider === null ? unknown(rowId) : this.#here.signIn.begin(provider, flow);
  }

  cancelSignIn(rowId: string): Promise<Reply<null>> {
    return this.#with(rowId, async (provider) => {
      await this.#here.signIn.cancel(provider);
      return ok(null);
    });
  }

  answer(rowId: string, stepId: string, value: WizardValue): Reply<null> {
    const provider = this.#here.book.providerOf(rowId);
    return provider === null ? unknown(rowId) : this.#here.signIn.answer(provider, stepId, value);
  }

  openPage(rowId: string): Promise<Reply<null>> {
    return this.#with(rowId, (provider) => this.#here.signIn.open(provider));
  }

  textToCopy(rowId: string): string | null {
    const provider = this.#here.book.providerOf(rowId);
    return provider === null ? null : this.#here.signIn.textOf(provider);
  }

  #arrive(): ModelsOfAddress {
    const models: ModelsOfAddress = new ModelsOfAddress({
      ...this.#deps,
      onRows: (rows) => {
        if (this.#here === models) this.#deps.onRows(rows);
      },
      onChanged: () => {
        if (this.#here === models) this.#sync.ring();
      },
    });
    this.#all.add(models);
    return models;
  }

  async #with(
    rowId: string,
    act: (provider: string) => Promise<Reply<null>>,
  ): Promise<Reply<null>> {
    const provider = this.#here.book.providerOf(rowId);
    return provider === null ? unknown(rowId) : act(provider);
  }
}

const unknown = (rowId: string): Reply<null> => unknownId(`credential “${rowId}”`);

interface ModelsOfAddressDeps {
  readonly ambient: Ambient;
  readonly timings: Pick<GatewayTimings, 'signInBusyMs'>;
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
class ModelsOfAddress {
  readonly book: ModelBook;
  readonly runs: ModelRuns;
  readonly change: ModelChange;
  readonly signIn: ModelSignIn;
  readonly #now: () => number;
  #remembered: readonly RememberedRefusal[] = [];

  constructor(deps: ModelsOfAddressDeps) {
    const { ambient, redact, onChanged } = deps;
    const { clock } = ambient;
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
      clock,
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
