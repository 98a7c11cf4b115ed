import { mkdtemp, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { bundleProgram } from './bundle/bundle-program.mjs';
import { projectRoot } from './electron/pinned.mjs';
import { interruptedCode, onInterrupt } from './interrupt.mjs';
import { runCommand } from './run-command.mjs';

const DEADLINE_MS = 5 * 60_000;

const interrupted = onInterrupt();
// not in TMPDIR: a socket path may have 107 bytes
const folder = await mkdtemp('/tmp/bulkhead-bench-');
try {
  const programs = {
    bench: 'build/bench/bench-entry.ts',
    provider: 'build/bench/provider-entry.ts',
    helper: 'electron/practice/program/entry.ts',
  };
  for (const [name, entry] of Object.entries(programs)) {
    const outFile = relative(projectRoot, join(folder, name, `${name}.mjs`));
    await bundleProgram(entry, outFile);
  }
  const script = join(folder, 'bench', 'bench.mjs');
  const { code } = await runCommand(process.execPath, ['--expose-gc', script, folder], {
    timeoutMs: DEADLINE_MS,
    show: true,
    signal: interrupted,
  });
  process.exitCode = interrupted.aborted ? interruptedCode : code;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
