import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { builtInTemplate } from '../../shared/settings.ts';
import type { HelperView } from '../../shared/state.ts';
import type { Ambient } from '../base/ambient.ts';
import { Emitter } from '../base/emitter.ts';
import { FailureError } from '../base/errors.ts';
import type { Looks } from '../base/folder-look.ts';
import { placesIn } from '../base/paths.ts';
import { raceAbort } from '../base/promises.ts';
import type { CodexProgram, StartCodexClient } from '../codex/client.ts';
import { BystanderEar, type Heard } from '../faults/measure.ts';
import { faultVariable } from '../faults/run-fault.ts';
import { reapCompartments } from '../helpers/client/compartment.ts';
import { sharedLook } from '../helpers/client/orphans.ts';
import { HelperFleet } from '../helpers/fleet.ts';
import type { HistoryFiles } from '../helpers/history/history-store.ts';
import { DisposableCredentials } from './disposable-credentials.ts';

export interface DisposableDeps {
  /** Made here and removed at the end; nobody else writes in it. */
  readonly folder: string;
  /** The app's own environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The helper that misbehaves. */
  readonly program: CodexProgram;
  readonly startClient: StartCodexClient;
  readonly looks: Looks;
  /** Planted with each of them. */
  readonly secret: string;
  readonly ambient: Ambient;
}

/** What is still there of helpers that are over. */
export interface Left {
  readonly processes: number;
  readonly files: number;
}

/** Nothing of them is kept: what the person did stands in no list beside them. */
const noHistory: HistoryFiles = {
  list: () => Promise.resolve([]),
  read: () => Promise.reject(new Error('nothing is kept')),
  replace: () => Promise.resolve(),
  setAside: (file) => Promise.resolve(file),
  remove: () => Promise.resolve(),
};

/** How long a silent helper may be silent, in ms: a drill is not to last as long as a morning. */
const watchdog = { firstEventMs: 3_000, progressMs: 3_000, interruptMs: 500 };

const bystanders = ['bystander-1', 'bystander-2'];

/** The secret under both names, as it is handed over and as it is repeated. */
const secretVariable = 'BULKHEAD_FAULT_SECRET';

/** A folder's names; none while it is not there. */
const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** Ends what a drill that was killed has left behind, and removes its folder. Never rejects. */
export const clearAfterDrill = async (
  folder: string,
  { ambient, signal }: { readonly ambient: Ambient; readonly signal: AbortSignal },
): Promise<void> => {
  await reapCompartments(homeIn(folder), { ...ambient, signal });
  // What could not be ended keeps its compartment, and is looked for again.
  if ((await namesIn(placesIn(homeIn(folder)).compartments)).length > 0) return;
  await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 }).catch(
    (error: unknown) => ambient.log.warn('drill.not-cleared', { error }),
  );
};

const homeIn = (folder: string): string => path.join(folder, 'home');

/**
 * Helpers that are thrown away: on a fleet of their own, by the same code and the same keepers as
 * the person's, with a home, history, credentials and places in line that are nobody else's.
 */
export class DisposableHelpers {
  readonly #deps: DisposableDeps;
  readonly #credentials: DisposableCredentials;
  readonly #ear = new BystanderEar();
  readonly #changed = new Emitter<void>();
  readonly #look = sharedLook();
  /** Compartments that are to stay. */
  #steady: ReadonlySet<string> = new Set();
  #bystanders: readonly string[] = [];
  #fleet: HelperFleet | null = null;

  private constructor(deps: DisposableDeps) {
    this.#deps = deps;
    this.#credentials = new DisposableCredentials(deps.secret);
  }

  /** Opens them with two bystanders, and settles once both stream. Rejects when they do not. */
  static async open(deps: DisposableDeps, signal: AbortSignal): Promise<DisposableHelpers> {
    const opened = new DisposableHelpers(deps);
    try {
      await opened.#open(signal);
      return opened;
    } catch (thrown) {
      await opened.close();
      throw thrown;
    }
  }

  /** Starts a helper that misbehaves as the row of that name. */
  spawn(row: string): string {
    this.#credentials.forget(row);
    const provider = {
      name: 'the drill',
      baseUrl: 'http://127.0.0.1:9/v1',
      wireApi: 'responses',
    } as const;
    const reply = this.#theFleet.spawn({
      template: { ...builtInTemplate, provider, credential: row },
      prompt: 'drill',
      cwd: this.#work,
      isolated: true,
      spawnedBy: null,
      name: row.slice(0, 60),
    });
    if (!reply.ok) throw new FailureError(reply.failure);
    return reply.value.id;
  }

  view(id: string): HelperView {
    const found = this.#theFleet.views().find((one) => one.id === id);
    if (found === undefined) throw new Error('a helper of the drill is gone');
    return found;
  }

  /** Settles once that is so of a helper; rejects with the signal's reason. */
  async until(
    id: string,
    isSo: (view: HelperView) => boolean,
    signal: AbortSignal,
  ): Promise<HelperView> {
    signal.throwIfAborted();
    const reached = new Promise<HelperView>((resolve) => {
      const look = (): void => {
        const view = this.view(id);
        if (!isSo(view)) return;
        end();
        resolve(view);
      };
      const end = this.#changed.subscribe(look);
      signal.addEventListener('abort', end, { once: true });
      look();
    });
    return raceAbort(reached, signal);
  }

  output(id: string): string {
    const reply = this.#theFleet.output(id, 0);
    return reply.ok ? reply.value.chunk.text : '';
  }

  /** Ends it and forgets it; settles when its process is gone. */
  async dismiss(id: string): Promise<void> {
    await this.#theFleet.stop(id);
    await this.#theFleet.remove(id);
  }

  /** What the bystanders said since the last question. */
  heard(): Heard {
    return this.#ear.take();
  }

  /** True while every bystander does its work. */
  get areBystandersWell(): boolean {
    return this.#bystanders.every((id) => this.view(id).state.phase === 'running');
  }

  /** What is still there of all but the bystanders. */
  async left(): Promise<Left> {
    const [compartments, work, processes] = await Promise.all([
      namesIn(this.#compartments),
      namesIn(this.#work),
      this.#look(),
    ]);
    const isOurs = (mark: string | null): boolean =>
      mark !== null &&
      path.dirname(mark) === this.#compartments &&
      !this.#steady.has(path.basename(mark));
    return {
      processes: processes.filter(({ mark }) => isOurs(mark)).length,
      files: compartments.filter((name) => !this.#steady.has(name)).length + work.length,
    };
  }

  /** Ends all of them and removes their folder; answers what is still there then. */
  async close(): Promise<Left> {
    await this.#fleet?.close();
    this.#steady = new Set();
    const { folder, ambient } = this.#deps;
    const { processes } = await this.left();
    await rm(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 }).catch(
      (error: unknown) => ambient.log.warn('drill.not-cleared', { error }),
    );
    return { processes, files: (await namesIn(folder)).length };
  }

  async #open(signal: AbortSignal): Promise<void> {
    const { folder, ambient, program, env, startClient, looks, secret } = this.#deps;
    await clearAfterDrill(folder, { ambient, signal });
    const personHome = path.join(folder, 'person');
    for (const made of [folder, homeIn(folder), personHome, this.#work]) {
      await mkdir(made, { recursive: true, mode: 0o700 });
    }
    this.#fleet = await HelperFleet.open({
      home: homeIn(folder),
      // Of the person's own they get what a program needs to start, and no home.
      env: { PATH: env.PATH, LANG: env.LANG, HOME: personHome },
      personHome,
      looks,
      program: () => Promise.resolve(program),
      sandboxFailure: () => Promise.resolve(null),
      // Each row has a key of its own name: that is how its program learns which it is.
      startClient: (plan, credential, starting) => {
        const own = {
          ...program.env,
          [faultVariable]: credential.id,
          [secretVariable]: secret,
        };
        return startClient({ ...plan, program: { ...program, env: own } }, credential, starting);
      },
      credentials: this.#credentials,
      chatgptBaseUrl: () => null,
      limits: () => ({ alive: 8, starting: 2 }),
      watchdog: () => watchdog,
      parkedProcessMs: () => 0,
      retention: () => ({ most: 200, days: 0 }),
      sampleGateway: () => ({ connId: null, bootId: null, sessionsTotal: 0, sessionsRunning: [] }),
      ambient,
      cores: 2,
      onHelpers: () => this.#changed.emit(),
      onOutput: ({ helperId, text }) => {
        if (this.#bystanders.includes(helperId)) this.#ear.hear(helperId, text, Date.now());
      },
      onNotice: () => undefined,
      onNoticeGone: () => undefined,
      historyFiles: noHistory,
    });
    this.#bystanders = bystanders.map((name) => this.spawn(name));
    for (const id of this.#bystanders) {
      const view = await this.until(
        id,
        ({ state, outputLength }) => state.phase === 'failed' || outputLength > 0,
        signal,
      );
      if (view.state.phase === 'failed') throw new FailureError(view.state.failure);
    }
    this.#steady = new Set(await namesIn(this.#compartments));
  }

  get #compartments(): string {
    return placesIn(homeIn(this.#deps.folder)).compartments;
  }

  get #work(): string {
    return path.join(this.#deps.folder, 'work');
  }

  get #theFleet(): HelperFleet {
    if (this.#fleet === null) throw new Error('the helpers of the drill are not open');
    return this.#fleet;
  }
}
