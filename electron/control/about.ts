import { resolve } from 'node:path';

import * as v from 'valibot';

import { AboutAppSchema, type AboutApp, type Licence } from '../../shared/about.ts';
import {
  aboutRows,
  describeLicences,
  licenceText,
  systemRows,
  type AboutRow,
} from '../../shared/describe-about.ts';
import { failure } from '../../shared/failure.ts';
import type { PanelState } from '../../shared/state.ts';
import { readSystem } from '../base/about-system.ts';
import { readLicences } from '../base/licences.ts';
import type { Paths } from '../base/paths.ts';
import { bulkheadVersion } from '../base/version.ts';
import { type ControlClient, NotRunningError } from './client.ts';
import { type CommandRun, print, printFailure } from './command-run.ts';
import { exitDone, exitNotRunning } from './exit-code.ts';
import { statusJson } from './printed-json.ts';
import { aligned, plainText } from './printed-text.ts';

type Printing = Pick<CommandRun, 'io' | 'json'>;

interface AboutDeps {
  readonly connect: () => Promise<ControlClient>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly paths: Pick<Paths, 'home' | 'logs'>;
}

const textOf = (rows: readonly AboutRow[]): string =>
  aligned(rows.map(({ name, value }) => [name, value]));

/** The program that prints this, which need not be as old as the app. */
const commandLine = { version: bulkheadVersion, node: process.versions.node };
const commandLineRow: AboutRow = {
  name: 'Command line',
  value: `${commandLine.version}, Node ${commandLine.node}`,
};

/** What `bulkhead about --json` prints of an app that runs. Stable: members are added, never renamed. */
const runningJson = (about: AboutApp, state: PanelState) => {
  const { app, codex } = statusJson(state, []);
  const { version, electron, standIn, practice } = app;
  return {
    running: true,
    bulkhead: { version, standIn, practice },
    electron,
    ...about,
    codex: { phase: codex.phase, path: codex.path, version: codex.version },
    gateway: { version: state.gateway.version },
    commandLine,
  };
};

/** Of an app that does not run: the same members, null where only it would know. */
const ownFacts = async ({ env, paths }: AboutDeps) => ({
  running: false,
  bulkhead: null,
  electron: null,
  chromium: null,
  node: null,
  system: await readSystem(env),
  logs: resolve(paths.logs),
  home: resolve(paths.home),
  codex: null,
  gateway: null,
  commandLine,
});

const aboutNotRunning = async (run: Printing, deps: AboutDeps): Promise<number> => {
  const facts = await ownFacts(deps);
  const text = textOf([
    { name: 'Bulkhead', value: 'Not running' },
    commandLineRow,
    ...systemRows(facts.system),
    { name: 'Logs', value: facts.logs },
    { name: 'Folder', value: facts.home },
  ]);
  await print(run, facts, text);
  run.io.err('bulkhead: Bulkhead is not running: this is what the command line knows by itself.\n');
  return exitNotRunning;
};

/** Prints what runs, or without an app what is known here; answers the exit code. */
export const about = async (run: Printing, deps: AboutDeps): Promise<number> => {
  let client: ControlClient;
  try {
    client = await deps.connect();
  } catch (error) {
    if (error instanceof NotRunningError) return await aboutNotRunning(run, deps);
    throw error;
  }
  try {
    const reply = await client.request('app.about', {});
    if (!reply.ok) return await printFailure(run, reply.failure);
    const read = v.safeParse(AboutAppSchema, reply.value);
    if (!read.success) {
      return await printFailure(
        run,
        failure({ kind: 'protocol' }, 'the reply is none about the app'),
      );
    }
    const { state } = await client.look();
    const text = textOf([...aboutRows(read.output, state), commandLineRow]);
    await print(run, runningJson(read.output, state), text);
    return exitDone;
  } finally {
    client.close();
  }
};

const manyLines = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.slice(0, line.length - line.trimStart().length) + plainText(line))
    .join('\n');

const licenceInFull = (one: Licence): string =>
  `${plainText(`${one.name} ${one.version} (${one.licence})`)}\n\n${manyLines(licenceText(one)).trimEnd()}`;

/** Prints what the app is made of, or of one name the whole licence; answers the exit code. */
export const licences = async (
  run: Printing,
  file: string,
  name: string | null,
): Promise<number> => {
  const read = await readLicences(file);
  if (!read.ok) return printFailure(run, read.failure);
  const all = read.value;
  if (name === null) {
    const rows = all.map((one) => [one.name, one.version, one.licence]);
    const listed = all.map(({ text: _text, ...one }) => one);
    const text = `${aligned(rows)}\n\n${describeLicences(all.length, all.length)}. The text of one: bulkhead licences NAME`;
    await print(run, { licences: listed }, text);
    return exitDone;
  }
  const found = all.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found.length === 0) {
    return printFailure(run, failure({ kind: 'unknown-id', what: `licence of “${name}”` }));
  }
  await print(run, { licences: found }, found.map(licenceInFull).join('\n\n'));
  return exitDone;
};
