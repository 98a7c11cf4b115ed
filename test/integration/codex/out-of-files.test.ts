import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { bundleProgram } from '../../../build/bundle/bundle-program.mjs';
import { projectRoot } from '../../../build/electron/pinned.mjs';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'out-of-files-')));
});

afterEach(() => rm(root, { recursive: true, force: true }));

it('with no descriptor left a process and a compartment fail by name, and nothing falls over', async () => {
  const script = join(root, 'program', 'out-of-files.mjs');
  await bundleProgram('test/stand-ins/out-of-files-entry.ts', relative(projectRoot, script));
  const home = join(root, 'home');
  await mkdir(home);
  const { stdout } = await promisify(execFile)('/bin/sh', [
    '-c',
    'ulimit -n 64; exec "$@"',
    'sh',
    process.execPath,
    script,
    home,
  ]);
  expect(JSON.parse(stdout)).toEqual({
    failures: [
      expect.objectContaining({ kind: 'unexpected', code: 'EMFILE' }),
      expect.objectContaining({ kind: 'storage', code: 'EMFILE' }),
    ],
    looked: { kind: 'not-readable' },
    places: [{ path: home, exists: true, isSilent: true }],
  });
  expect(await readdir(join(home, 'compartments'))).toEqual([]);
});
