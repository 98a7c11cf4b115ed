import { execFile, type ExecFileOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import * as v from 'valibot';

import { closingInherited } from '../base/close-inherited.ts';
import { readRegularFile, removeFolder, replaceFile } from '../base/files.ts';
import type { Looks } from '../base/folder-look.ts';
import { nothingKnown, type SandboxFindings } from '../../shared/state.ts';
import type { CodexProgram } from './client.ts';
import { compareVersions, oldestCodex, versionSaid } from './codex-version.ts';
import { protocolMethods } from './protocol.ts';
import { lookAtSandboxes, lookedAtConfig } from './sandbox-look.ts';

/** What is known of a program: its version and which of the methods we use it does not have. */
export interface ProgramCheck {
  readonly version: string;
  readonly missing: readonly string[];
}

const Finding = v.picklist(['closed', 'open']);

const Entry = v.object({
  key: v.string(),
  version: v.string(),
  missing: v.array(v.string()),
  /** What its sandboxes were found to be, and under which conditions. */
  looked: v.exactOptional(
    v.object({
      under: v.string(),
      sandboxes: v.object({ 'read-only': Finding, 'workspace-write': Finding }),
    }),
  ),
});
const Cache = v.object({ v: v.literal(1), programs: v.array(Entry) });

const execute = promisify(execFile);
const run = (
  command: string,
  args: readonly string[],
  options: ExecFileOptions,
): Promise<{ stdout: string }> => {
  const [file, argv] = closingInherited(command, args);
  return execute(file, argv, { ...options, encoding: 'utf8' });
};
const runMs = 20_000;
const keptPrograms = 8;
/** Of one file of generated types; 0.171.0 writes some 10 kB. */
const typesBytes = 4 * 1024 * 1024;

/** The methods of `protocolMethods` that the generated types do not name. Pure. */
export const missingMethods = (generated: {
  readonly requests: string;
  readonly notifications: string;
  readonly serverRequests: string;
}): readonly string[] =>
  (['requests', 'notifications', 'serverRequests'] as const).flatMap((part) =>
    protocolMethods[part].filter((method) => !generated[part].includes(`"method": "${method}"`)),
  );

/** Runs `app-server generate-ts` of a codex and gives the three unions that name its methods. */
export const generatedTypes = async (
  command: string,
  env: Readonly<Record<string, string>>,
  folder: string,
  signal?: AbortSignal,
): Promise<Parameters<typeof missingMethods>[0]> => {
  await run(command, ['app-server', 'generate-ts', '--experimental', '--out', folder], {
    env: { ...env },
    timeout: runMs,
    killSignal: 'SIGKILL',
    signal,
  });
  const read = async (name: string): Promise<string> =>
    (await readRegularFile(join(folder, `${name}.ts`), typesBytes)).toString('utf8');
  const [requests, notifications, serverRequests] = await Promise.all([
    read('ClientRequest'),
    read('ServerNotification'),
    read('ServerRequest'),
  ]);
  return { requests, notifications, serverRequests };
};

const cacheBytes = 1024 * 1024;

const readCache = async (file: string): Promise<v.InferOutput<typeof Cache>['programs']> => {
  try {
    const parsed = v.safeParse(
      Cache,
      JSON.parse((await readRegularFile(file, cacheBytes)).toString('utf8')),
    );
    return parsed.success ? parsed.output.programs : [];
  } catch {
    return [];
  }
};

/** A cache that cannot be written only costs the question next time. */
const writeCache = async (
  file: string,
  programs: v.InferOutput<typeof Cache>['programs'],
): Promise<void> => {
  try {
    await replaceFile(file, JSON.stringify({ v: 1, programs }));
  } catch {
    // It is asked again.
  }
};

/** How a program is run to be asked. */
interface CheckOptions {
  readonly cacheFile: string;
  readonly path: string;
  /** What its start needs beside the PATH; a home of its own for the look when it names none. */
  readonly env?: Readonly<Record<string, string>>;
  /** True where the file stays as it is while what it starts changes: it is asked each time. */
  readonly isLauncher?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const ask = async (
  command: string,
  { path, env: more, signal }: CheckOptions,
  known: (version: string) => ProgramCheck | undefined,
): Promise<ProgramCheck> => {
  const home = await mkdtemp(join(tmpdir(), 'bulkhead-codex-'));
  // codex writes into its home even to tell its version: never into the person's.
  const env = { PATH: path, HOME: home, ...more, CODEX_HOME: home };
  try {
    const { stdout } = await run(command, ['--version'], {
      env,
      // As a compartment is one: no folder whose settings a version manager would follow.
      cwd: home,
      timeout: runMs,
      killSignal: 'SIGKILL',
      signal,
    });
    const version = versionSaid(stdout);
    if (version === null) throw new Error(`no version in: ${stdout.slice(0, 200)}`);
    const before = known(version);
    if (before !== undefined) return before;
    if (compareVersions(version, oldestCodex) <= 0) return { version, missing: [] };
    return {
      version,
      missing: missingMethods(await generatedTypes(command, env, join(home, 'ts'), signal)),
    };
  } finally {
    // What was learned counts, also where the program has left what cannot be removed.
    await removeFolder(home).catch(() => undefined);
  }
};

const keyOf = async (command: string): Promise<string> => {
  const { mtimeMs, size } = await stat(command);
  return `${command} ${mtimeMs} ${size}`;
};

/**
 * Asks a program for its version and, when it is newer than the one our frames were read from, for
 * the methods we use. The answer is kept in `cacheFile` by path, mtime and size, and of a launcher by
 * its version too. Rejects with what running it said.
 */
export const checkProgram = async (
  command: string,
  options: CheckOptions,
): Promise<ProgramCheck> => {
  const key = await keyOf(command);
  const known = await readCache(options.cacheFile);
  const cached = known.find((entry) => entry.key === key);
  const isLauncher = options.isLauncher === true;
  if (cached !== undefined && !isLauncher) return cached;
  const found = await ask(command, options, (version) =>
    cached?.version === version ? cached : undefined,
  );
  if (found === cached) return found;
  await writeCache(options.cacheFile, [
    { key, version: found.version, missing: [...found.missing] },
    ...known.filter((entry) => entry !== cached).slice(0, keptPrograms - 1),
  ]);
  return found;
};

/** Switches of the kernel that a sandbox depends on. */
const switches = [
  '/proc/sys/user/max_user_namespaces',
  '/proc/sys/kernel/unprivileged_userns_clone',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
];

/** What else a finding hangs on than the program: the profiles that were tried, and the kernel. */
const conditions = async (): Promise<string> => {
  const read = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
  const parts = [lookedAtConfig, release(), ...(await Promise.all(switches.map(read)))];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
};

/**
 * What the sandboxes of a program that was checked are (`lookAtSandboxes`). What was proved is kept
 * beside the check, by program and by what else it hangs on; what was not, or cannot run and may be
 * mended at any time, is tried anew. Rejects only when `signal` aborts.
 */
export const checkSandboxes = async (
  program: CodexProgram,
  options: {
    readonly cacheFile: string;
    readonly path: string;
    readonly looks: Pick<Looks, 'resolve'>;
    readonly signal: AbortSignal;
  },
  look: typeof lookAtSandboxes = lookAtSandboxes,
): Promise<SandboxFindings> => {
  const { cacheFile, path, looks, signal } = options;
  const [place] = await looks.resolve([program.command]);
  if (place?.isSilent === true) return nothingKnown;
  const key = await keyOf(program.command).catch(() => null);
  if (key === null) return nothingKnown;
  const under = await conditions();
  const isSame = (entry: { readonly key: string }): boolean => entry.key === key;
  const known = (await readCache(cacheFile)).find(isSame)?.looked;
  if (known?.under === under) return known.sandboxes;
  const found = await look(program, path, signal);
  const proved = v.safeParse(Entry.entries.looked, { under, sandboxes: found });
  if (proved.success) {
    const programs = await readCache(cacheFile);
    await writeCache(
      cacheFile,
      programs.map((entry) => (isSame(entry) ? { ...entry, looked: proved.output } : entry)),
    );
  }
  return found;
};
