import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CodexProgram } from '../../codex/client.ts';
import { practiceHelperVersion } from './program.ts';

/** Makes the app's own executable be the practice helper; to be looked at first thing. */
export const practiceHelperFlag = '--bulkhead-practice-helper';

/** What runs the practice helper: plain Node with the bundled script, or the app's own executable. */
export type PracticeHost =
  | { readonly kind: 'node'; readonly execPath: string; readonly script: string }
  | {
      readonly kind: 'electron';
      readonly execPath: string;
      /** The app's folder when Electron is started unpackaged; null in the packaged app. */
      readonly appFolder: string | null;
      /** Where the panel itself runs without Chromium's sandbox, so must its helpers. */
      readonly noSandbox: boolean;
    };

/** The practice helper as a program that is started through the same code as codex. Pure. */
export const practiceProgram = (host: PracticeHost): CodexProgram => {
  const common = { version: practiceHelperVersion, env: {} };
  if (host.kind === 'node') return { ...common, command: host.execPath, args: [host.script] };
  return {
    ...common,
    command: host.execPath,
    args: [
      ...(host.appFolder === null ? [] : [host.appFolder]),
      practiceHelperFlag,
      // A compartment has no display, and this window-less run needs none.
      '--ozone-platform=headless',
      '--disable-gpu',
      ...(host.noSandbox ? ['--no-sandbox'] : []),
    ],
  };
};

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
