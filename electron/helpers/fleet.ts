import type { CommandInput, CommandResults } from '../../shared/contract.ts';
import type { Failure } from '../../shared/failure.ts';
import { ok, type Reply } from '../../shared/result.ts';
import type { Template, Unreadable } from '../../shared/settings.ts';
import {
  countsAsAlive,
  isEnded,
  type HelperView,
  type OutputChunk,
  type Sandbox,
} from '../../shared/state.ts';
import type { Ambient } from '../base/ambient.ts';
import { invalidInput, unknownId } from '../base/errors.ts';
import type { Looks } from '../base/folder-look.ts';
import type { CodexProgram, StartCodexClient } from '../codex/client.ts';
import type { CredentialUse, CredentialGrants } from '../credentials/grants.ts';
import { blastSample, type GatewaySample } from './blast/blast-radius.ts';
import { Breaker, credentialUse } from './breaker.ts';
import { reapCompartments } from './client/compartment.ts';
import { checkFolder, folderChecked, type FolderChecked } from './client/folder.ts';
import { Litter, notesIn } from './client/litter.ts';
import { acquireClient, prepareClient, type AcquireClientDeps } from './client/open-client.ts';
import { ClientPool, pushGrant } from './client/pool.ts';
import { PreparedClient } from './client/prepared.ts';
import { rememberedSecretPlaces } from './client/secret-places.ts';
import { helperWriters, KnownFolders, type Writer } from './folder-findings.ts';
import { Attempt } from './helper/attempt.ts';
import { Helper, type HelperDeps } from './helper/helper.ts';
import { mayTell, type Order } from './helper/life.ts';
import { queuedView } from './helper/view.ts';
import type { WatchdogSettings } from './helper/watchdog.ts';
import { HelperRecords } from './history/helper-records.ts';
import { viewAfterRestart } from './history/history-record.ts';
import type { HistoryFiles } from './history/history-store.ts';
import { outOfRetention, type Retention } from './history/retention.ts';
import { Resumption } from './resumption.ts';
import { Retirement, type RetirementDeps } from './retirement.ts';
import { helperName, type SpawnRequest } from './spawn-request.ts';
import { StartQueue } from './start-queue.ts';

type Told = Pick<RetirementDeps, 'archive' | 'onNotice' | 'onNoticeGone'>;

/** What the helpers need of the rest of the panel. */
export interface FleetDeps extends Pick<AcquireClientDeps, 'appetite'>, Told {
  /** BULKHEAD_HOME. */
  readonly home: string;
  /** The app's own environment; a compartment gets what the allow-list lets through. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly personHome: string;
  /** How folders that a person or a helper names are looked at. */
  readonly looks: Looks;
  /** Finds codex; throws a FailureError. */
  readonly program: () => Promise<CodexProgram>;
  /** Why no command can run in a sandbox of that codex, as far as that is known, or null. */
  readonly sandboxFailure: (sandbox: Sandbox) => Promise<Failure | null>;
  readonly startClient: StartCodexClient;
  readonly credentials: CredentialGrants;
  /** Where the backend of an account is (`chatgpt_base_url`); null for what is no account. */
  readonly chatgptBaseUrl: (credentialId: string) => string | null;
  /** `starting` 0 means two per core. */
  readonly limits: () => { readonly alive: number; readonly starting: number };
  readonly watchdog: () => WatchdogSettings;
  readonly parkedProcessMs: () => number;
  readonly retention: () => Retention;
  readonly sampleGateway: () => GatewaySample;
  readonly ambient: Ambient;
  readonly cores: number;
  /** What tools may not read beside the usual places, and which of those they may. */
  readonly unreadable?: () => Unreadable;
  readonly onHelpers: (helpers: readonly HelperView[]) => void;
  readonly onOutput: (chunk: OutputChunk) => void;
  /** The real ones when left out. */
  readonly historyFiles?: HistoryFiles;
}

/** UTF-16 units of one answer of `output`: 256 KiB. */
const outputAnswer = 128 * 1024;

const closing = 'the app is closing';
const unknown = (id: string): Reply<never> => unknownId(`helper ${id}`);

/** Every helper there is: starts them in line, passes the person's orders on, keeps the ended. */
export class HelperFleet {
  readonly #deps: FleetDeps;
  readonly #helpers = new Map<string, Helper>();
  readonly #pool: ClientPool;
  readonly #clients: AcquireClientDeps & { readonly prepared: PreparedClient };
  readonly #litter: Litter;
  readonly #queue: StartQueue;
  readonly #records: HelperRecords;
  readonly #breaker: Breaker;
  readonly #resumption: Resumption;
  readonly #closing = new AbortController();
  readonly #retirement: Retirement;
  readonly #folders = new KnownFolders();
  #closed: Promise<void> | null = null;

  private constructor(deps: FleetDeps) {
    this.#deps = deps;
    this.#pool = new ClientPool(deps.ambient);
    this.#litter = new Litter(deps.looks, notesIn(deps.home, deps.ambient.log));
    this.#clients = {
      ...deps,
      pool: this.#pool,
      prepared: new PreparedClient(deps.ambient),
      secretPlaces: rememberedSecretPlaces(deps, deps.looks, deps.ambient.clock),
    };
    this.#queue = new StartQueue(() => {
      const { alive, starting } = deps.limits();
      return { alive, starting: starting > 0 ? starting : deps.cores * 2 };
    }, deps.ambient.clock);
    this.#breaker = new Breaker(deps.credentials, () => this.holdRefused());
    this.#resumption = new Resumption({
      helpers: () => [...this.#helpers.values()],
      breaker: this.#breaker,
      credentials: deps.credentials,
    });
    const both = { ...deps, ...deps.ambient };
    this.#records = new HelperRecords(both);
    const records = this.#records;
    this.#retirement = new Retirement({ ...both, records, closing: this.#closing.signal });
  }

  /** Loads the helpers of earlier runs, of which the parked ones wait still, and clears away what a killed run left behind. */
  static async open(deps: FleetDeps): Promise<HelperFleet> {
    const fleet = new HelperFleet(deps);
    // However much there is to clear away, nobody waits for it but the end.
    const { signal } = fleet.#closing;
    fleet.#litter.clearAfter(reapCompartments(deps.home, { ...deps.ambient, signal }));
    for (const record of await fleet.#records.load()) {
      const view = viewAfterRestart(record, deps.ambient.clock.now());
      const helper = new Helper(view, record.request, fleet.#helperDeps(), record.output);
      fleet.#helpers.set(view.id, helper);
    }
    fleet.#prune();
    fleet.#publish();
    for (const helper of fleet.#helpers.values()) void helper.tell({ kind: 'wait' });
    return fleet;
  }

  /** All helpers, the oldest first. */
  views(): readonly HelperView[] {
    return [...this.#helpers.values()].map((helper) => helper.view);
  }

  /** Accepts a helper at once; whatever then goes wrong is its state. */
  spawn(request: SpawnRequest): Reply<{ readonly id: string }> {
    if (this.#closed !== null) return invalidInput(closing);
    const taken = new Set(this.views().map(({ name }) => name));
    const name = request.name ?? helperName(request.prompt, request.template.id, taken);
    const id = `helper-${this.#deps.ambient.newId()}`;
    const view = queuedView(id, name, request, this.#deps.ambient.clock.now());
    const helper = new Helper(view, request, this.#helperDeps());
    this.#helpers.set(id, helper);
    this.#changed(helper);
    void helper.tell({ kind: 'start' });
    return ok({ id });
  }

  /** How many helpers count towards the limit now. */
  get aliveCount(): number {
    return this.views().filter(({ state }) => countsAsAlive(state)).length;
  }

  /** Why a helper of this template would wait for a sign-in, or null. */
  refusal(template: Template): Failure | null {
    return this.#breaker.refusal(credentialUse({ template }));
  }

  /** True while that provider is known to refuse the credential that there is. */
  isRefused(use: CredentialUse): boolean {
    return this.#breaker.refusal(use) !== null;
  }

  /** A refusal that none of the helpers met: it counts as if one had. */
  refused(use: CredentialUse, generation: number, by: string, code: string | null): void {
    this.#breaker.refused(use, generation, by, code);
  }

  /** The real path of a folder, or why no helper can work in it; answers within seconds. */
  folder(cwd: string): Promise<FolderChecked> {
    return folderChecked(this.#checkFolder(cwd), this.#deps);
  }

  /** Has a client ready for a helper that will most likely be asked for; never rejects. */
  async prepare({ template, cwd }: Pick<SpawnRequest, 'template' | 'cwd'>): Promise<void> {
    if (this.#closed !== null || this.#queue.isFull || this.refusal(template) !== null) return;
    await prepareClient(template, this.#checkFolder(cwd), this.#clients, this.#closing.signal);
  }

  /** The helpers whose commands may write now, each with its folder. */
  writers(): readonly Writer[] {
    return helperWriters(this.views(), this.#folders);
  }

  /** Ends a helper; settles when nothing of it is left. One that has ended is left as it is. */
  stop(id: string): Promise<Reply<null>> {
    return this.#tell(id, { kind: 'stop' });
  }

  /** Sends the kept prompt of a failed, cancelled or parked helper again. */
  retry(id: string): Promise<Reply<null>> {
    return this.#tell(id, { kind: 'start' });
  }

  /** The person says how a parked helper goes on, or that it is to be left. */
  continue(id: string, how: CommandInput<'helpers.continue'>['how']): Promise<Reply<null>> {
    if (how === 'leave') return this.#tell(id, { kind: 'leave' });
    return this.#tell(id, { kind: 'choose', how: how === 'last-step' ? how : 'start' });
  }

  /** Takes an ended or parked helper out of the list, into the archive. */
  async remove(id: string): Promise<Reply<null>> {
    const helper = this.#helpers.get(id);
    const before = helper?.view.state;
    const reply = await this.#tell(id, { kind: 'remove' });
    if (!reply.ok || helper === undefined || before === undefined) return reply;
    if (this.#helpers.delete(id)) this.#retirement.dismiss(helper, before);
    this.#publish();
    return reply;
  }

  /** Puts a helper back that was removed less than ten seconds ago. */
  restore(id: string): Reply<null> {
    const helper = this.#retirement.takeBack(id);
    if (helper === undefined) return unknown(id);
    this.#helpers.set(id, helper);
    this.#changed(helper);
    return ok(null);
  }

  /** Output from a cursor on, and how much there is in all. */
  output(id: string, from: number): Reply<CommandResults['helpers.output']> {
    const helper = this.#helpers.get(id);
    if (helper === undefined) return unknown(id);
    const { output } = helper;
    return ok({ chunk: output.read(id, from, outputAnswer), length: output.length });
  }

  /**
   * A credential has changed: clients that live get it at once, and whoever waited for it goes on,
   * one first and then the others, or asks.
   */
  credentialChanged(credentialId: string): void {
    this.#clients.prepared.drop();
    const { credentials, ambient } = this.#deps;
    void pushGrant(credentialId, this.#pool.on(credentialId), { credentials, ...ambient });
    this.#resumption.credentialChanged(credentialId);
  }

  /** Nobody sends any more with what is refused, or gone; whoever waits for it says so. */
  holdRefused(): void {
    const all = [...this.#helpers.values()].flatMap((helper) => {
      const why = this.#breaker.refusal(helper.use);
      return why === null ? [] : [{ helper, why }];
    });
    // Nobody is let go on while only some of them know of it.
    this.#resumption.refused(all.map(({ helper }) => helper));
    for (const { helper, why } of all) void helper.tell({ kind: 'hold', why });
  }

  /** Lets whoever may start now start: a limit may be higher. No client waits for what has changed. */
  settingsChanged(templates: readonly Template[]): void {
    this.#clients.prepared.templatesAre(templates);
    this.#queue.advance();
  }

  /** Ends every helper and every process; settles when all is written and gone. Twice is safe. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#helpers.values()].map((helper) => helper.tell({ kind: 'quit' })));
    await Promise.all([this.#clients.prepared.close(), this.#pool.close()]);
    await this.#litter.settled();
    await this.#retirement.settled();
    await this.#records.flush();
  }

  /** Passes an order on when it fits; settles when it was carried out. */
  async #tell(id: string, order: Order): Promise<Reply<null>> {
    const helper = this.#helpers.get(id);
    if (helper === undefined) return unknown(id);
    const why = mayTell(helper.life, order);
    if (why !== null) return invalidInput(why);
    if (order.kind === 'start' && this.#closed !== null) return invalidInput(closing);
    await helper.tell(order);
    return ok(null);
  }

  #helperDeps(): HelperDeps {
    const { ambient, parkedProcessMs } = this.#deps;
    const attempt = {
      ...this.#deps,
      breaker: this.#breaker,
      queue: this.#queue,
      litter: this.#litter,
      checkFolder: (cwd: string) => this.#checkFolder(cwd),
      acquire: (request: SpawnRequest, signal: AbortSignal) =>
        acquireClient(request, this.#clients, signal),
    };
    return {
      ambient,
      parkedProcessMs,
      breaker: this.#breaker,
      attempt: (request, ear, report) => new Attempt(request, attempt, ear, report),
      sample: (own) =>
        blastSample(ambient.clock.now(), this.#deps.sampleGateway(), this.views(), own),
      nameOf: (id) => this.#helpers.get(id)?.view.name ?? id,
      onParked: (helper) => this.#resumption.parked(helper),
      onChange: (helper) => this.#changed(helper),
      onOutput: (chunk) => this.#deps.onOutput(chunk),
    };
  }

  async #checkFolder(cwd: string): Promise<string> {
    const { personHome, looks } = this.#deps;
    const real = await checkFolder(cwd, personHome, this.#clients.secretPlaces(), looks);
    this.#folders.learn(cwd, real, this.views());
    return real;
  }

  #changed(helper: Helper): void {
    const { view } = helper;
    if (this.#helpers.get(view.id) !== helper) return;
    if (this.#records.changed(helper)) {
      if (view.state.phase === 'ready') {
        for (const other of this.#helpers.values()) other.othersGrew();
      }
      if (isEnded(view.state)) this.#prune();
    }
    this.#publish();
    this.#resumption.step();
  }

  #prune(): void {
    const { retention, ambient } = this.#deps;
    const past = outOfRetention(this.views(), retention(), ambient.clock.now());
    const gone = past.flatMap((id) => this.#helpers.get(id) ?? []);
    for (const helper of gone) this.#retirement.leave(helper, helper.view.state);
    for (const id of past) this.#helpers.delete(id);
  }

  #publish(): void {
    this.#deps.onHelpers(this.views());
  }
}
