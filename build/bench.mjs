import { mkdtemp, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { bundleProgram } from './bundle/bundle-program.mjs';
import { projectRoot } from './electron/pinned.mjs';
import { interruptedCode, onInterrupt } from './interrupt.mjs';
import { readyElectron } from './ready-electron.mjs';
import {
  areRealProgramsInstalled,
  installRealPrograms,
} from './real-programs/install-real-programs.mjs';
import { runCommand } from './run-command.mjs';

const DEADLINE_MS = 15 * 60_000;

/** The real programs as the tests have them, where nothing would have to be fetched. */
const programsHere = async () => {
  if (await areRealProgramsInstalled()) return installRealPrograms();
  process.stdout.write(
    '          starts and the app are not measured: npm run test:real fetches the programs for it\n',
  );
  return null;
};

// `app` may be followed by a part of it: starts, streams or windows
const [only, appPart = ''] = process.argv.slice(2);
const interrupted = onInterrupt();
// not in TMPDIR: a socket path may have 107 bytes
const folder = await mkdtemp('/tmp/bulkhead-bench-');
try {
  const programs = {
    bench: 'build/bench/bench-entry.ts',
    start: 'build/bench/start-entry.ts',
    app: 'build/bench/app-entry.ts',
    health: 'build/bench/health-entry.ts',
    provider: 'build/bench/provider-entry.ts',
    held: 'build/bench/held-provider-entry.ts',
    helper: 'electron/practice/program/entry.ts',
    keeper: 'electron/keeper/worker.ts',
  };
  for (const [name, entry] of Object.entries(programs)) {
    const outFile = relative(projectRoot, join(folder, name, `${name}.mjs`));
    await bundleProgram(entry, outFile);
  }
  /** @param {string} name @param {readonly string[]} more @param {NodeJS.ProcessEnv} [env] */
  const run = (name, more, env = process.env) => {
    const script = join(folder, name, `${name}.mjs`);
    const args = ['--expose-gc', script, folder, ...more];
    return runCommand(process.execPath, args, {
      env,
      timeoutMs: DEADLINE_MS,
      show: true,
      signal: interrupted,
    });
  };
  const real = await programsHere();
  /** @param {string} part */
  const runApp = async (part) => {
    if (real === null) return { code: 0 };
    const electron = await readyElectron(interrupted);
    const cli = join(projectRoot, 'out/cli/bulkhead.mjs');
    const hello = join(projectRoot, 'build/bench/hello-world');
    const { codex, node26, openclawEntry } = real;
    const programs = [part, codex, node26, openclawEntry, cli, hello];
    try {
      const env = { ...process.env, ...electron.env };
      return await run('app', [...programs, electron.command, ...electron.args], env);
    } finally {
      await electron.stop();
    }
  };
  const parts = {
    practice: () => run('bench', []),
    start: async () => (real === null ? { code: 0 } : run('start', [real.codex])),
    app: () => runApp(appPart),
  };
  let code = 0;
  for (const [name, part] of Object.entries(parts)) {
    // a window, the real gateway and five minutes: only where it is asked for
    const isWanted = only === undefined ? name !== 'app' : only === name;
    if (code === 0 && isWanted) ({ code } = await part());
  }
  process.exitCode = interrupted.aborted ? interruptedCode : code;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
