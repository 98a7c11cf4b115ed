import { processIo } from './cli-io.ts';
import { runCli } from './run-cli.ts';

// A reader that went away (`bulkhead watch | head -1`) is reported by the write that met it.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  io: processIo,
  now: () => Date.now(),
});
