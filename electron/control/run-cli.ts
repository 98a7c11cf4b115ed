import { toFailure } from '../base/errors.ts';
import { errnoOf } from '../base/values.ts';
import { pathsFor } from '../base/paths.ts';
import { bulkheadVersion } from '../base/version.ts';
import { parseCliArgs, UsageError, type CliRequest } from './cli-args.ts';
import type { CliIo } from './cli-io.ts';
import { ControlClient, NotRunningError } from './client.ts';
import { printFailure } from './command-run.ts';
import { exitDone, exitFailed, exitNotRunning, exitUsage } from './exit-code.ts';
import { plainText } from './printed-text.ts';
import { controlVersion } from './protocol.ts';
import { runCommand } from './run-command.ts';

/** What `bulkhead --help` prints. */
const usage = `Usage: bulkhead COMMAND [OPTIONS]

  status                            gateway, sessions and helpers now
  watch                             one line per change, until Ctrl C
  helpers                           the helpers
  spawn --template T [OPTIONS] -- PROMPT
      --cwd D                       the folder it works in
      --isolated | --shared         a process of its own (usual), or a shared one
      --spawned-by KEY              the session that asks; always isolated
      --yes                         also where its commands may write far and wide
      --wait                        until it has ended or waits for a sign-in
  stop ID                           ends a helper
  retry ID                          sends its kept prompt again, once
  remove ID                         takes an ended helper out of the list
  gateway retry|disconnect|connect
  templates list
  templates add FILE                a template as JSON; - reads standard input
  credentials                       every credential: what it says, what was seen of it
  credentials set ID --stdin        reads the key from standard input
  credentials add-account NAME      a ChatGPT account, to be signed in next; prints its id
      --adopt-codex                 uses the sign-in of your own codex, where it is
  sign-in ID [--device]             with the browser, or with a code: --device, or no display
  sign-in ID --api-key-stdin        with a key from standard input
  sign-out ID
  check ID                          asks whether it works now
  settings get [KEY]
  settings set KEY VALUE            VALUE is JSON, or text as it is
  drill [--only NAME]               breaks disposable helpers, and tells what did not move;
                                    --only may be given again; Ctrl+C ends it
  bundle FILE [--yes]               what happened lately, without any text of yours: shows it, and asks
  practice start|stop
  show                              brings the window to the front
  ask                               opens the small window that asks for a helper; bind it to a
                                    key of your desktop
  quit                              ends the panel and its helpers

  --json                            JSON on standard output, with "v": 1
  --practice                        speaks to the practice panel
  --help, --version

Exit codes: 0 done, 1 failed, 2 wrong usage or unknown id, 3 Bulkhead is not running,
4 waits for a sign-in.
`;

export interface CliDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly io: CliIo;
  readonly now: () => number;
}

/** Whoever read our output has gone (`bulkhead watch | head -1`): there is nobody to tell more. */
class ReaderGoneError extends Error {}

/** A broken pipe of our own output, told from one of the connection to the app. */
const toReader = (io: CliIo): CliIo => ({
  ...io,
  out: (text) =>
    io.out(text).catch((error: unknown) => {
      throw errnoOf(error) === 'EPIPE' ? new ReaderGoneError('', { cause: error }) : error;
    }),
});

/** Over SSH a browser would open where nobody sits. */
const canSeeDisplay = ({ DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION }: CliDeps['env']): boolean =>
  Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY) ? !SSH_CONNECTION : false;

const complain = async (
  io: CliIo,
  json: boolean,
  message: string,
  exitCode: number,
): Promise<number> => {
  const body = { v: controlVersion, ok: false, message, failure: null };
  if (json) await io.out(`${JSON.stringify(body)}\n`);
  io.err(`bulkhead: ${message}\n`);
  return exitCode;
};

const answer = async (request: CliRequest, { env, io, now }: CliDeps): Promise<number> => {
  const { command, json, practice } = request;
  if (command.kind === 'help') {
    await io.out(usage);
    return exitDone;
  }
  if (command.kind === 'version') {
    await io.out(
      json
        ? `${JSON.stringify({ v: controlVersion, version: bulkheadVersion })}\n`
        : `${bulkheadVersion}\n`,
    );
    return exitDone;
  }
  const { sockets } = pathsFor({ env, practice });
  const connect = (): Promise<ControlClient> => ControlClient.connectToAny(sockets);
  const client = await connect();
  try {
    const hasDisplay = canSeeDisplay(env);
    return await runCommand(command, { client, connect, io, json, now, hasDisplay });
  } finally {
    client.close();
  }
};

/** Runs one command line and answers its exit code. Never rejects, never prints a secret. */
export const runCli = async (args: readonly string[], deps: CliDeps): Promise<number> => {
  const io = toReader(deps.io);
  const wantsJson = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  const json = wantsJson.includes('--json');
  try {
    return await answer(parseCliArgs(args), { ...deps, io });
  } catch (error) {
    if (error instanceof ReaderGoneError) return exitDone;
    try {
      if (error instanceof UsageError) return await complain(io, json, error.message, exitUsage);
      if (error instanceof NotRunningError) {
        const tried = plainText(error.tried.join(' or '));
        const message = `Bulkhead is not running. Start it first. (Nothing answers on ${tried}.)`;
        return await complain(io, json, message, exitNotRunning);
      }
      return await printFailure({ io, json }, toFailure(error));
    } catch {
      return exitFailed;
    }
  }
};
