import { toFailure } from '../base/errors.ts';
import { errnoOf } from '../base/values.ts';
import { pathsFor } from '../base/paths.ts';
import { bulkheadVersion } from '../base/version.ts';
import { about, licences } from './about.ts';
import { type CliCommand, type CliRequest, type LocalCommand, parseCliArgs } from './cli-args.ts';
import { UsageError } from './usage-error.ts';
import type { CliIo } from './cli-io.ts';
import { ControlClient, NotRunningError } from './client.ts';
import { printFailure } from './command-run.ts';
import { commandNamed } from './commands.ts';
import { completions } from './completions.ts';
import { commandHelp, manPage, usage } from './help.ts';
import { exitDone, exitFailed, exitNotRunning, exitUsage } from './exit-code.ts';
import { plainText } from './printed-text.ts';
import { controlVersion } from './protocol.ts';
import { runCommand } from './run-command.ts';

export interface CliDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly io: CliIo;
  readonly now: () => number;
  /** What a build has collected of licences. */
  readonly licencesFile: string;
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

const isLocal = (command: CliCommand): command is LocalCommand =>
  ['help', 'version', 'man', 'completions'].includes(command.kind);

const ownText = (command: LocalCommand): string => {
  switch (command.kind) {
    case 'help': {
      const one = command.of === undefined ? null : commandNamed(command.of);
      return one === null ? usage() : commandHelp(one);
    }
    case 'version':
      return `${bulkheadVersion}\n`;
    case 'man':
      return manPage(bulkheadVersion);
    case 'completions':
      return completions(command.shell);
  }
};

const answer = async (request: CliRequest, deps: CliDeps): Promise<number> => {
  const { env, io, now } = deps;
  const { command, json, practice } = request;
  if (isLocal(command)) {
    const text = ownText(command);
    const body = command.kind === 'version' ? { version: bulkheadVersion } : { text };
    await io.out(json ? `${JSON.stringify({ v: controlVersion, ...body })}\n` : text);
    return exitDone;
  }
  if (command.kind === 'licences') return licences({ io, json }, deps.licencesFile, command.name);
  const paths = pathsFor({ env, practice });
  const connect = (): Promise<ControlClient> => ControlClient.connectToAny(paths.sockets);
  if (command.kind === 'about') return about({ io, json }, { connect, env, paths });
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
