import { errnoOf } from '../base/values.ts';
import { toFailure } from '../base/errors.ts';
import { pathsFor } from '../base/paths.ts';
import { bulkheadVersion } from '../base/version.ts';
import { parseCliArgs, UsageError, type CliRequest } from './cli-args.ts';
import type { CliIo } from './cli-io.ts';
import { ControlClient, NotRunningError } from './client.ts';
import { exitDone, exitFailed, exitNotRunning, exitUsage } from './exit-code.ts';
import { controlVersion } from './protocol.ts';
import { printFailure } from './print.ts';
import { runCommand } from './run-command.ts';
import { usage } from './usage.ts';

export interface CliDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly io: CliIo;
  readonly now: () => number;
}

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
  const { socket } = pathsFor({ env, practice });
  const connect = (): Promise<ControlClient> => ControlClient.connect(socket);
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
  const { io } = deps;
  const wantsJson = args.slice(0, args.includes('--') ? args.indexOf('--') : undefined);
  const json = wantsJson.includes('--json');
  try {
    return await answer(parseCliArgs(args), deps);
  } catch (error) {
    if (errnoOf(error) === 'EPIPE') return exitDone;
    try {
      if (error instanceof UsageError) return await complain(io, json, error.message, exitUsage);
      if (error instanceof NotRunningError) {
        return await complain(io, json, 'Bulkhead is not running. Start it first.', exitNotRunning);
      }
      return await printFailure({ io, json }, toFailure(error));
    } catch {
      return exitFailed;
    }
  }
};
