import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { bundleProgram } from '../../build/bundle/bundle-program.mjs';
import { projectRoot } from '../../build/electron/pinned.mjs';
import type { CodexProgram } from '../../electron/codex/client.ts';
import { practiceProgram } from '../../electron/practice/program/command.ts';

const bundle = async (entry: string): Promise<CodexProgram> => {
  const script = join(await mkdtemp(join(tmpdir(), 'helper-program-')), 'helper-program.mjs');
  await bundleProgram(entry, relative(projectRoot, script));
  return practiceProgram({ kind: 'node', execPath: process.execPath, script });
};

let shipped: Promise<CodexProgram> | null = null;
let cued: Promise<CodexProgram> | null = null;

/** The practice helper program as this Node runs it, bundled once per test process. */
export const practiceHelper = (): Promise<CodexProgram> =>
  (shipped ??= bundle('electron/practice/program/entry.ts'));

/** The same, which prompts and its environment can cue to misbehave. */
export const cuedHelper = (): Promise<CodexProgram> =>
  (cued ??= bundle('test/stand-ins/cued-program-entry.ts'));
