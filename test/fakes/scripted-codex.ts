import type {
  ClientPlan,
  CodexClient,
  CodexProgram,
  CodexRun,
  ExitReport,
  RunEvent,
  RunOutcome,
  RunRequest,
  StartCodexClient,
  ClientCredential,
  Grant,
  ThreadRequest,
} from '../../electron/codex/client.ts';
import { FailureError } from '../../electron/base/errors.ts';
import { failure, type FailureCause } from '../../shared/failure.ts';

/** A program that is never started. */
export const scriptedProgram: CodexProgram = {
  command: '/opt/codex',
  args: [],
  version: '0.169.0',
  env: {},
};

/** A promise with its ends in the open. */
export const open = <T>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
} => {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value) => resolve(value) };
};

/** A run that a test drives by hand. */
export class ScriptedRun implements CodexRun {
  readonly request: RunRequest;
  readonly client: ScriptedClient;
  readonly #onEvent: (event: RunEvent) => void;
  readonly #outcome = open<RunOutcome>();
  readonly at: { readonly threadId: string; readonly turnId: string };
  interrupts = 0;
  /** False makes every interrupt go unanswered. */
  answersInterrupt = true;

  constructor(
    client: ScriptedClient,
    request: RunRequest,
    onEvent: (event: RunEvent) => void,
    n: number,
  ) {
    this.client = client;
    this.request = request;
    this.#onEvent = onEvent;
    this.at = { threadId: `thread-${n}`, turnId: `turn-${n}` };
  }

  get outcome(): Promise<RunOutcome> {
    return this.#outcome.promise;
  }

  interrupt(_timeoutMs: number): Promise<void> {
    this.interrupts += 1;
    if (!this.answersInterrupt) return new Promise(() => undefined);
    this.#outcome.resolve({ kind: 'interrupted' });
    return Promise.resolve();
  }

  say(...events: readonly RunEvent[]): this {
    for (const event of events) this.#onEvent(event);
    return this;
  }

  begin(): this {
    return this.say({ kind: 'thread', threadId: this.at.threadId }, { kind: 'turn', ...this.at });
  }

  /** Streams the text as one message. */
  write(text: string): this {
    return this.say({ kind: 'delta', text });
  }

  /** It was not let leave. */
  hold(): void {
    this.#outcome.resolve({ kind: 'held' });
  }

  complete(): void {
    this.#outcome.resolve({ kind: 'completed' });
  }

  fail(
    cause: FailureCause,
    refusedAt: number | null = null,
    code: string | null = null,
    repeatsSecret = false,
  ): void {
    const failed = failure(cause, '', code);
    this.#outcome.resolve({
      kind: 'failed',
      failure: failed,
      refusedAt,
      at: this.at,
      repeatsSecret,
    });
  }

  /** The provider refuses the key, as codex tells it; with `repeatsSecret`, in words that hold it. */
  refuse(now: number, repeatsSecret = false): void {
    const { id, generation } = this.client.credential;
    const cause = {
      kind: 'unauthorized',
      credentialId: id,
      generation,
      provider: 'OpenAI',
    } as const;
    this.fail(cause, now, null, repeatsSecret);
  }
}

/** An app-server without a process. */
export class ScriptedClient implements CodexClient {
  readonly id: string;
  readonly pid: number;
  readonly version = '0.169.0';
  readonly plan: ClientPlan;
  readonly credential: ClientCredential;
  readonly runs: ScriptedRun[] = [];
  /** The threads that it was to open before anything was sent. */
  readonly prepared: ThreadRequest[] = [];
  readonly logins: { readonly secret: string; readonly generation: number | undefined }[] = [];
  readonly #exited = open<ExitReport>();
  readonly #host: ScriptedCodex;
  alive = true;
  closes = 0;

  constructor(host: ScriptedCodex, n: number, plan: ClientPlan, credential: ClientCredential) {
    this.#host = host;
    this.id = `client-${n}`;
    // Beyond the highest pid of Linux, so that no test can meet a real process.
    this.pid = 5_000_000 + n;
    this.plan = plan;
    this.credential = credential;
  }

  get exited(): Promise<ExitReport> {
    return this.#exited.promise;
  }

  async login(grant: Grant, _signal: AbortSignal, generation?: number): Promise<void> {
    this.logins.push({
      secret: grant.kind === 'api-key' ? grant.secret : grant.accessToken,
      generation,
    });
    await this.#host.onLogin(this);
  }

  prepare(request: ThreadRequest): void {
    this.prepared.push(request);
  }

  run(request: RunRequest, onEvent: (event: RunEvent) => void): CodexRun {
    const run = new ScriptedRun(this, request, onEvent, this.#host.opened + 1);
    this.#host.opened += 1;
    if (this.#host.opensAtOnce) this.send(run);
    else this.#host.opening.push(run);
    return run;
  }

  /** The thread is open: the prompt leaves, unless it may not. */
  send(run: ScriptedRun): void {
    if (run.request.mayLeave?.() === false) {
      run.hold();
      return;
    }
    this.runs.push(run);
    this.#host.runs.push(run);
    this.#host.onRun(run);
  }

  async close(): Promise<void> {
    this.closes += 1;
    await this.#host.onClose();
    this.die(0, null);
  }

  /** The process ends, and every run on it with it. */
  die(exitCode: number | null, signal: string | null): void {
    if (!this.alive) return;
    this.alive = false;
    const report = { exitCode, signal, stderrTail: '' };
    this.#exited.resolve(report);
    for (const run of this.runs) run.fail({ kind: 'exited', ...report });
  }
}

/** All app-servers of a test: who was started with what, and every prompt in the order they left. */
export class ScriptedCodex {
  readonly clients: ScriptedClient[] = [];
  readonly runs: ScriptedRun[] = [];
  /** How many threads were asked for. */
  opened = 0;
  /** False keeps threads from being open, in `opening`, until a test lets each one `send`. */
  opensAtOnce = true;
  readonly opening: ScriptedRun[] = [];
  onRun: (run: ScriptedRun) => void = () => undefined;
  onLogin: (client: ScriptedClient) => Promise<void> = () => Promise.resolve();
  /** Awaited by every close, before the process ends. */
  onClose: () => Promise<void> = () => Promise.resolve();
  /** Awaited by every start; throwing makes it fail. */
  onStart: (signal: AbortSignal) => Promise<void> = () => Promise.resolve();
  starting = 0;
  mostStarting = 0;

  readonly start: StartCodexClient = async (plan, credential, signal) => {
    this.starting += 1;
    this.mostStarting = Math.max(this.mostStarting, this.starting);
    try {
      await this.onStart(signal);
      if (signal.aborted) throw new FailureError(failure({ kind: 'unexpected' }, 'cancelled'));
      const client = new ScriptedClient(this, this.clients.length + 1, plan, credential);
      this.clients.push(client);
      return client;
    } finally {
      this.starting -= 1;
    }
  };

  get alive(): readonly ScriptedClient[] {
    return this.clients.filter((client) => client.alive);
  }

  /** The n-th run, from 0. */
  run(n: number): ScriptedRun {
    const run = this.runs[n];
    if (run === undefined) throw new Error(`there is no run ${n}`);
    return run;
  }
}
