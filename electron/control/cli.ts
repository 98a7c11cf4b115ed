import { join } from 'node:path';

import { licencesName } from '../base/licences.ts';
import { processIo } from './cli-io.ts';
import { runCli } from './run-cli.ts';

// A reader that went away (`bulkhead watch | head -1`) is reported by the write that met it.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  io: processIo,
  now: () => Date.now(),
  // A build writes it beside the one file that this becomes.
  licencesFile: join(import.meta.dirname, licencesName),
});
