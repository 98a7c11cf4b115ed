import { failure } from '../../shared/failure.ts';
import type { AccountServer } from '../codex/account-server.ts';
import type { CodexRun, PausableClient, RunEvent, RunOutcome } from '../codex/client.ts';
import type { Gate } from '../codex/process.ts';
import { createStartAccountServer } from '../codex/start-account-server.ts';
import { createStartClient } from '../codex/start-client.ts';
import type { Clock } from '../base/clock.ts';
import { FailureError } from '../base/errors.ts';
import { FolderLooks } from '../base/folder-look.ts';
import { Paced } from '../base/paced.ts';
import type { Redactor } from '../base/redact.ts';
import { archiveAnswers } from './archive-answers.ts';
import { Channel, type Port } from './channel.ts';
import { Pace, pacedLog, pacedNews, paceLimits, WaitingEvents } from './pace.ts';
import type { KeeperAnswers, KeeperNews, KeptRunRequest, MainAnswers, MainNews } from './speech.ts';

interface KeepDeps {
  readonly clock: Clock;
  readonly redactor: Redactor;
}

/** Text of a run that may wait to be told before its process is read no further. */
const enoughText = 4 * paceLimits.text;

/**
 * A keeper's whole work, at its end of `port`: starts the one process it keeps, holds its pipes,
 * and tells main what is left of its bytes, bounded, without secrets, at most 30 times a second.
 */
export const keep = (port: Port, { clock, redactor }: KeepDeps): void => {
  const redact = (text: string): string => redactor.text(text);
  const looks = new FolderLooks();
  const runs = new Map<number, CodexRun>();
  /** Runs that have said more than could be told yet: while there is one, nothing more is read. */
  const full = new Set<number>();
  let client: PausableClient | null = null;
  let account: AccountServer | null = null;
  /** Settles when the start is over, and then either of them is there or its process is gone. */
  let starting: Promise<unknown> = Promise.resolve();

  const log = pacedLog(
    {
      info: (event, data = {}) => main.tell('log', { level: 'info', event, data }),
      warn: (event, data = {}) => main.tell('log', { level: 'warn', event, data }),
      error: (event, data = {}) => main.tell('log', { level: 'error', event, data }),
    },
    clock,
  );
  const gate: Gate = (pid) => {
    // From now on it can be ended from outside, whatever becomes of the answer.
    main.tell('spawned', { pid });
    return main.ask('place', { pid });
  };

  const theClient = (): PausableClient => {
    if (client === null)
      throw new FailureError(failure({ kind: 'unexpected' }, 'no client is kept'));
    return client;
  };
  const theAccount = (): AccountServer => {
    if (account === null)
      throw new FailureError(failure({ kind: 'unexpected' }, 'no account is kept'));
    return account;
  };

  const begin = (id: number, { asksToLeave, ...request }: KeptRunRequest): void => {
    const waiting = new WaitingEvents();
    const over = new AbortController();
    const pace = new Pace(clock);
    let telling: Promise<void> | null = null;
    const flow = (): void => {
      if (waiting.text > enoughText) full.add(id);
      else full.delete(id);
      theClient().flow(full.size === 0);
    };
    const tellAll = async (): Promise<void> => {
      try {
        while (!waiting.isEmpty) {
          const waitMs = pace.next();
          if (waitMs > 0) await clock.pause(waitMs, over.signal);
          await main.ask('hear', { run: id, events: waiting.take() });
          flow();
        }
      } finally {
        telling = null;
      }
    };
    const say = (text: string): void => {
      if (text !== '') waiting.add({ kind: 'delta', text });
    };
    const output = redactor.stream();
    const onEvent = (event: RunEvent): void => {
      if (event.kind === 'delta') say(output.push(event.text));
      else {
        say(output.flush());
        waiting.add(event);
      }
      flow();
      telling ??= tellAll().catch(() => undefined);
    };
    const run = theClient().run(
      asksToLeave ? { ...request, mayLeave: () => main.ask('mayLeave', { run: id }) } : request,
      onEvent,
    );
    runs.set(id, run);
    const end = async (outcome: RunOutcome): Promise<void> => {
      // What it said comes first, without a pause between its pieces.
      say(output.flush());
      telling ??= tellAll().catch(() => undefined);
      over.abort();
      await telling;
      runs.delete(id);
      full.delete(id);
      theClient().flow(full.size === 0);
      main.tell('outcome', { run: id, outcome });
    };
    void run.outcome.then(end);
  };

  const answers: KeeperAnswers = {
    ping: () => null,
    look: ({ path }) => looks.look(path),
    resolve: ({ paths }) => looks.resolve(paths),
    readFile: (asked) => looks.readFile(asked),
    list: ({ folder, names }) => looks.list(folder, names),
    clear: ({ folder, names }) => looks.clear(folder, names),
    ...archiveAnswers(log, (text) => redactor.known(text)),
    startClient: async ({ plan, credential, clientId }, signal) => {
      const start = createStartClient({
        redact,
        clock,
        log,
        newId: () => clientId,
        gate,
        looks: { resolve: (paths) => main.ask('resolve', { paths }) },
      });
      const started = start(
        plan,
        { ...credential, renew: (held) => main.ask('renew', { held }) },
        signal,
      );
      starting = started.catch(() => undefined);
      client = await started;
      void client.exited.then((report) => main.tell('exited', report));
      return { pid: client.pid, version: client.version, bounds: client.bounds ?? null };
    },
    startAccount: async (plan, signal) => {
      const changes = new Paced({
        clock,
        intervalMs: paceLimits.everyMs,
        signal: new AbortController().signal,
        send: () => main.tell('accountChanged', null),
      });
      const start = createStartAccountServer({ redact, clock, log, gate });
      const started = start(
        plan,
        {
          onLoginEnd: pacedNews((loginEnd) => main.tell('loginEnd', loginEnd), clock),
          onChange: () => changes.offer(null),
        },
        signal,
      );
      starting = started.catch(() => undefined);
      account = await started;
      void account.exited.then((report) => main.tell('exited', report));
      return { pid: account.pid, version: plan.program.version, bounds: null };
    },
    login: async ({ grant, generation }, signal) => {
      await theClient().login(grant, signal, generation);
      return null;
    },
    interrupt: async ({ run, timeoutMs }) => {
      await runs.get(run)?.interrupt(timeoutMs);
      return null;
    },
    close: async () => {
      await starting;
      await client?.close();
      await account?.close();
      return null;
    },
    status: ({ renew }) => theAccount().status(renew),
    read: () => theAccount().read(),
    signIn: ({ flow }, signal) => theAccount().login(flow, signal),
    cancelSignIn: async ({ loginId }) => {
      await theAccount().cancelLogin(loginId);
      return null;
    },
    logout: async () => {
      await theAccount().logout();
      return null;
    },
  };

  const main = new Channel<MainAnswers, MainNews>(
    port,
    () => answers,
    (name, given) => {
      // Main tells by the table that its type names.
      if (name === 'know') redactor.know((given as { readonly secret: string }).secret);
      if (name === 'prepare') client?.prepare((given as KeeperNews['prepare']).request);
      if (name === 'run') {
        const { run, request } = given as {
          readonly run: number;
          readonly request: KeptRunRequest;
        };
        begin(run, request);
      }
    },
  );
};
