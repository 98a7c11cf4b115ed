import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Looks } from '../../../electron/base/folder-look.ts';
import type { CodexProgram } from '../../../electron/codex/client.ts';
import { checkProgram, checkSandboxes } from '../../../electron/codex/program-check.ts';
import { lookAtSandboxes } from '../../../electron/codex/sandbox-look.ts';
import { nothingKnown, type SandboxFindings } from '../../../shared/state.ts';
import { promptLooks } from '../../fakes/prompt-looks.ts';
import { eventually } from '../../support/eventually.ts';
import { TestBench } from '../../support/test-bench.ts';

type Kind = 'closed' | 'open' | 'broken' | 'no-tester' | 'hangs';

const path = process.env.PATH ?? '';
const closed: SandboxFindings = { 'read-only': 'closed', 'workspace-write': 'closed' };

let bench: TestBench;
beforeEach(() => {
  bench = new TestBench();
});
afterEach(() => bench.close());

/** A program with codex's `sandbox` and `app-server proxy`, whose sandboxes are of these kinds. */
const fakeCodex = async (
  readOnly: Kind,
  writable: Kind,
  outside: 'reaches' | 'silent' = 'reaches',
): Promise<CodexProgram> => {
  const command = join(await bench.folder(), 'codex');
  const kinds = { 'bulkhead-read-only': readOnly, 'bulkhead-workspace-write': writable };
  await writeFile(
    command,
    `#!/usr/bin/env node
const args = process.argv.slice(2);
const { KIND } = process.env;
require('fs').appendFileSync(${JSON.stringify(`${command}.runs`)}, args[0] + '\\n');
if (args[0] === '--version') {
  if (KIND === 'no-tester') process.exit(1);
  console.log('codex-cli 0.169.0');
} else if (args[0] === 'app-server') {
  if (KIND === 'closed' || (KIND === undefined && ${String(outside === 'silent')})) process.exit(1);
  require('net').connect(args.at(-1)).resume();
} else {
  const kind = ${JSON.stringify(kinds)}[args[2]];
  if (kind === 'broken') process.exit(1);
  if (kind === 'hangs') setInterval(() => undefined, 1000);
  else {
    const [command, ...rest] = args.slice(args.indexOf('--') + 1);
    const env = { ...process.env, ...(kind === undefined ? {} : { KIND: kind }) };
    const { status } = require('child_process').spawnSync(command, rest, { stdio: 'inherit', env });
    process.exit(status ?? 1);
  }
}
`,
  );
  await chmod(command, 0o755);
  return { command, args: [], version: '0.169.0', env: {} };
};

const never = new AbortController().signal;

const left = async (): Promise<readonly string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('bulkhead-look-'));

it.each<readonly [Kind, Kind, SandboxFindings]>([
  ['closed', 'closed', closed],
  ['closed', 'open', { 'read-only': 'closed', 'workspace-write': 'open' }],
  ['broken', 'closed', { 'read-only': 'broken', 'workspace-write': 'closed' }],
  ['no-tester', 'broken', { 'read-only': 'unknown', 'workspace-write': 'broken' }],
])('sandboxes that are %s and %s are found so', async (readOnly, writable, expected) => {
  expect(await lookAtSandboxes(await fakeCodex(readOnly, writable), path, never)).toEqual(expected);
  expect(await left()).toEqual([]);
});

it('knows nothing where the tester reaches nobody even without a sandbox', async () => {
  const program = await fakeCodex('closed', 'broken', 'silent');
  expect(await lookAtSandboxes(program, path, never)).toEqual(nothingKnown);
});

it('knows nothing of a program that cannot be run, or has no such command', async () => {
  for (const command of ['/nowhere/codex', '/bin/true', '/bin/false']) {
    const program = { command, args: [], version: '9.0.0', env: {} };
    expect(await lookAtSandboxes(program, path, never)).toEqual(nothingKnown);
  }
});

it('is broken off with its commands, and leaves nothing', async () => {
  const program = await fakeCodex('hangs', 'closed');
  const off = new AbortController();
  const looking = lookAtSandboxes(program, path, off.signal);
  // Its third run is the one that hangs.
  await eventually(async () => {
    expect((await readFile(`${program.command}.runs`, 'utf8')).split('\n').length).toBeGreaterThan(
      3,
    );
  });
  off.abort();
  await expect(looking).rejects.toThrow();
  expect(await left()).toEqual([]);
});

it('keeps what was proved beside the check of the program, and tries the rest anew', async () => {
  const program = await fakeCodex('closed', 'closed');
  const options = {
    cacheFile: join(await bench.folder(), 'codex.json'),
    path,
    looks: promptLooks,
    signal: never,
  };
  await checkProgram(program.command, options);
  let looks = 0;
  let next: SandboxFindings = { ...closed, 'read-only': 'broken' };
  const look = (): Promise<SandboxFindings> => {
    looks += 1;
    return Promise.resolve(next);
  };
  expect(await checkSandboxes(program, options, look)).toEqual(next);
  next = closed;
  expect(await checkSandboxes(program, options, look)).toEqual(closed);
  expect(await checkSandboxes(program, options, look)).toEqual(closed);
  expect(looks).toBe(2);
  expect(await checkProgram(program.command, options)).toMatchObject({ version: '0.169.0' });

  await writeFile(program.command, `${await readFile(program.command, 'utf8')}\n// changed\n`);
  expect(await checkSandboxes(program, options, look)).toEqual(closed);
  expect(looks).toBe(3);

  // A program on a share that is away is neither looked at nor started.
  const resolve: Looks['resolve'] = (paths) =>
    Promise.resolve(paths.map((one) => ({ path: one, exists: true, isSilent: true })));
  const away = { ...options, looks: { resolve } };
  expect(await checkSandboxes(program, away, look)).toEqual(nothingKnown);
  expect(looks).toBe(3);
});
