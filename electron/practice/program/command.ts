import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ownFlags, ownProgram, type OwnHost } from '../../base/own-program.ts';
import type { CodexProgram } from '../../codex/client.ts';
import { practiceHelperVersion } from './program.ts';

/** The practice helper as a program that is started through the same code as codex. Pure. */
export const practiceProgram = (host: OwnHost): CodexProgram => ({
  ...ownProgram(host, ownFlags.practice),
  version: practiceHelperVersion,
  env: {},
});

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A shell script that becomes the program, with whatever it is given behind its own arguments. Pure. */
export const launcherScript = ({ command, args }: Pick<CodexProgram, 'command' | 'args'>): string =>
  `#!/bin/sh\nexec ${[command, ...args].map(quoted).join(' ')} "$@"\n`;

/**
 * Puts the practice helper where it is found through the same code as codex: as a launcher script
 * (0700) in `folder`. Answers its path. One that is there is left, so that what is known of it by
 * its time holds.
 */
export const writeLauncher = async (folder: string, program: CodexProgram): Promise<string> => {
  const file = join(folder, 'practice-helper');
  const script = launcherScript(program);
  if ((await readFile(file, 'utf8').catch(() => null)) === script) return file;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, script, { mode: 0o700 });
  return file;
};
