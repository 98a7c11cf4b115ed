import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { bundleProgram } from '../../build/bundle/bundle-program.mjs';
import { projectRoot } from '../../build/electron/pinned.mjs';
import type { CodexProgram } from '../../electron/codex/client.ts';
import { practiceProgram } from '../../electron/practice/program/command.ts';

let bundled: Promise<CodexProgram> | null = null;

const bundle = async (): Promise<CodexProgram> => {
  const script = join(await mkdtemp(join(tmpdir(), 'helper-program-')), 'helper-program.mjs');
  await bundleProgram('electron/practice/program/entry.ts', relative(projectRoot, script));
  return practiceProgram({ kind: 'node', execPath: process.execPath, script });
};

/** The practice helper program as this Node runs it, bundled once per test process. */
export const practiceHelper = (): Promise<CodexProgram> => (bundled ??= bundle());
