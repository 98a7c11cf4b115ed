import { mkdtemp, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { bundleProgram } from './bundle/bundle-program.mjs';
import { projectRoot } from './electron/pinned.mjs';
import { interruptedCode, onInterrupt } from './interrupt.mjs';
import {
  areRealProgramsInstalled,
  installRealPrograms,
} from './real-programs/install-real-programs.mjs';
import { runCommand } from './run-command.mjs';

const DEADLINE_MS = 5 * 60_000;

/** The real codex as the tests have it, where nothing would have to be fetched. */
const codexHere = async () => {
  if (await areRealProgramsInstalled()) return (await installRealPrograms()).codex;
  process.stdout.write(
    '          starts are not measured: npm run test:real fetches the codex for it\n',
  );
  return null;
};

const interrupted = onInterrupt();
// not in TMPDIR: a socket path may have 107 bytes
const folder = await mkdtemp('/tmp/bulkhead-bench-');
try {
  const programs = {
    bench: 'build/bench/bench-entry.ts',
    start: 'build/bench/start-entry.ts',
    provider: 'build/bench/provider-entry.ts',
    held: 'build/bench/held-provider-entry.ts',
    helper: 'electron/practice/program/entry.ts',
    keeper: 'electron/keeper/worker.ts',
  };
  for (const [name, entry] of Object.entries(programs)) {
    const outFile = relative(projectRoot, join(folder, name, `${name}.mjs`));
    await bundleProgram(entry, outFile);
  }
  /** @param {string} name @param {readonly string[]} more */
  const run = (name, more) => {
    const script = join(folder, name, `${name}.mjs`);
    const args = ['--expose-gc', script, folder, ...more];
    return runCommand(process.execPath, args, {
      timeoutMs: DEADLINE_MS,
      show: true,
      signal: interrupted,
    });
  };
  const [only] = process.argv.slice(2);
  let { code } = only === 'start' ? { code: 0 } : await run('bench', []);
  const codex = await codexHere();
  if (code === 0 && codex !== null) ({ code } = await run('start', [codex]));
  process.exitCode = interrupted.aborted ? interruptedCode : code;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
