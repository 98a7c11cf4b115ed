import { parseArgs } from 'node:util';

import {
  type CliWord,
  commandNamed,
  commands,
  type CommandWords,
  globalOptions,
  options,
} from './commands.ts';
import { type Shell, shells } from './completions.ts';
import { historyOf, type HistoryAsked } from './history-args.ts';
import { settingsOf, type SettingsAsked } from './settings-args.ts';
import { UsageError } from './usage-error.ts';
import { one, only, pick } from './words.ts';

/** What a command line asks for. */
export type CliCommand =
  /** Of one command; without `of` all of them are listed. */
  | { readonly kind: 'help'; readonly of?: CliWord }
  | { readonly kind: 'man' }
  | { readonly kind: 'completions'; readonly shell: Shell }
  | { readonly kind: 'version' }
  | { readonly kind: 'about' }
  | { readonly kind: 'licences'; readonly name: string | null }
  | { readonly kind: 'status' | 'watch' | 'helpers' }
  | {
      readonly kind: 'spawn';
      readonly template: string;
      readonly prompt: string;
      readonly cwd: string | null;
      readonly isolated: boolean | null;
      readonly spawnedBy: string | null;
      readonly wait: boolean;
      /** What it would be asked to agree to is agreed to. */
      readonly yes: boolean;
    }
  | { readonly kind: 'stop' | 'retry' | 'remove'; readonly id: string }
  | ({ readonly kind: 'history' } & HistoryAsked)
  | { readonly kind: 'gateway'; readonly act: 'retry' | 'disconnect' | 'connect' }
  | { readonly kind: 'templates-list' | 'credentials-list' }
  | { readonly kind: 'templates-add'; readonly file: string; readonly yes: boolean }
  | {
      readonly kind: 'templates-export';
      /** Names or ids; none is all of them. */
      readonly names: readonly string[];
      /** Null is standard output. */
      readonly to: string | null;
    }
  | {
      readonly kind: 'templates-import';
      readonly file: string;
      /** They are added without a question. */
      readonly yes: boolean;
    }
  | { readonly kind: 'credentials-set'; readonly id: string }
  | {
      readonly kind: 'credentials-add-account';
      readonly label: string;
      readonly home: 'own' | 'codex';
    }
  | {
      readonly kind: 'sign-in';
      readonly id: string;
      /** Null: with the browser where there is one. */
      readonly how: 'device' | 'api-key' | null;
    }
  | { readonly kind: 'sign-out' | 'check'; readonly id: string }
  | SettingsAsked
  | { readonly kind: 'test-notice' }
  | { readonly kind: 'practice'; readonly act: 'start' | 'stop' }
  | { readonly kind: 'drill'; readonly only: readonly string[] }
  | {
      readonly kind: 'bundle';
      readonly file: string;
      /** It is written without a question. */
      readonly yes: boolean;
    }
  /** Of one helper, or the window as it is. */
  | { readonly kind: 'show'; readonly helper: string | null }
  | { readonly kind: 'ask' | 'quit' };

/** What the command line answers by itself. */
export type LocalCommand = Extract<
  CliCommand,
  { readonly kind: 'help' | 'version' | 'man' | 'completions' }
>;

/** What a panel that runs answers. */
export type RemoteCommand = Exclude<
  CliCommand,
  LocalCommand | { readonly kind: 'about' | 'licences' }
>;

export interface CliRequest {
  readonly command: CliCommand;
  readonly json: boolean;
  readonly practice: boolean;
}

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const name = error instanceof Error ? /'(-{1,2}[a-z-]{1,24})/.exec(error.message)?.[1] : null;
    throw new UsageError(
      name === null || name === undefined
        ? 'The options are not understood.'
        : `The option ${name} is unknown, or its value is missing or too much.`,
    );
  }
};

type Values = ReturnType<typeof parse>['values'];

const spawn = (values: Values, rest: readonly string[]): CliCommand => {
  const { template, cwd, isolated, shared } = values;
  const spawnedBy = values['spawned-by'];
  if (template === undefined || template === '') {
    throw new UsageError('Say which template: --template T.');
  }
  if (isolated === true && shared === true) {
    throw new UsageError('Say --isolated or --shared, not both.');
  }
  if (shared === true && spawnedBy !== undefined && spawnedBy !== '') {
    throw new UsageError('What a session asks for is always isolated: leave out --shared.');
  }
  const prompt = rest.join(' ').trim();
  if (prompt === '') throw new UsageError('The prompt is missing: give it after two dashes.');
  return {
    kind: 'spawn',
    template,
    prompt,
    cwd: cwd ?? null,
    isolated: shared === true ? false : isolated === true ? true : null,
    spawnedBy: spawnedBy ?? null,
    wait: values.wait === true,
    yes: values.yes === true,
  };
};

const templates = (values: Values, rest: readonly string[]): CliCommand => {
  const tail = rest.slice(1);
  if (values.to !== undefined && rest[0] !== 'export') {
    throw new UsageError('The option --to belongs to templates export.');
  }
  switch (pick(rest, ['list', 'add', 'export', 'import'], 'templates')) {
    case 'list':
      only(tail, 0, 'templates list');
      return { kind: 'templates-list' };
    case 'add':
      return {
        kind: 'templates-add',
        file: one(tail, 'The file (or -)'),
        yes: values.yes === true,
      };
    case 'export':
      return { kind: 'templates-export', names: tail, to: values.to ?? null };
    case 'import':
      return {
        kind: 'templates-import',
        file: one(tail, 'The file (or -)'),
        yes: values.yes === true,
      };
  }
};

const credentials = (values: Values, rest: readonly string[]): CliCommand => {
  const tail = rest.slice(1);
  switch (
    pick(rest.length === 0 ? ['list'] : rest, ['list', 'set', 'add-account'], 'credentials')
  ) {
    case 'list':
      only(tail, 0, 'credentials list');
      return { kind: 'credentials-list' };
    case 'set':
      if (values.stdin !== true || tail.length > 1) {
        throw new UsageError(
          'A key is read with --stdin only: in the arguments other programs could see it.',
        );
      }
      return { kind: 'credentials-set', id: one(tail, 'The id') };
    case 'add-account': {
      const home = values['adopt-codex'] === true ? 'codex' : 'own';
      return { kind: 'credentials-add-account', label: one(tail, 'The name'), home };
    }
  }
};

const signIn = (values: Values, rest: readonly string[]): CliCommand => {
  const fromStdin = values['api-key-stdin'] === true;
  if (values.device === true && fromStdin) {
    throw new UsageError('Say --device or --api-key-stdin, not both.');
  }
  if (rest.length > 1) {
    throw new UsageError(
      'Sign-in takes one id. A key is read with --api-key-stdin only: in the arguments other programs could see it.',
    );
  }
  const how = fromStdin ? 'api-key' : values.device === true ? 'device' : null;
  return { kind: 'sign-in', id: one(rest, 'The id'), how };
};

/** An option belongs to the commands of the table that name it. */
const checkPlaces = (values: Values, word: string): void => {
  const mine = new Set<string>([...globalOptions, ...(commandNamed(word)?.options ?? [])]);
  const stray = Object.keys(values).find((name) => !mine.has(name));
  if (stray === undefined) return;
  const owners = commands.filter((one: CommandWords) => one.options.some((name) => name === stray));
  const whose = owners.map(({ name }) => name).join(' and ');
  throw new UsageError(`The option --${stray} belongs to ${whose} and is out of place here.`);
};

const isWord = (word: string): word is CliWord => commandNamed(word) !== null;

const helpOf = (words: readonly string[]): CliCommand => {
  const [word] = words;
  if (word === undefined) return { kind: 'help' };
  if (isWord(word)) return { kind: 'help', of: word };
  throw noSuchCommand();
};

const noSuchCommand = (): UsageError =>
  new UsageError('There is no such command. bulkhead --help lists them.');

const commandOf = (values: Values, positionals: readonly string[]): CliCommand => {
  if (values.help === true) return helpOf(positionals);
  if (values.version === true) return { kind: 'version' };
  const [word, ...rest] = positionals;
  if (word === undefined) return { kind: 'help' };
  if (!isWord(word)) throw noSuchCommand();
  checkPlaces(values, word);
  switch (word) {
    case 'about':
      only(rest, 0, word);
      return { kind: word };
    case 'licences':
      only(rest, 1, word);
      return { kind: word, name: rest[0] ?? null };
    case 'help':
      only(rest, 1, 'help');
      return helpOf(rest);
    case 'man':
      only(rest, 0, 'man');
      return { kind: 'man' };
    case 'completions':
      only(rest, 1, 'completions');
      return { kind: 'completions', shell: pick(rest, shells, 'completions') };
    case 'status':
    case 'watch':
    case 'helpers':
    case 'ask':
    case 'test-notice':
    case 'quit':
      only(rest, 0, word);
      return { kind: word };
    case 'show':
      if (rest.length === 0) return { kind: word, helper: null };
      pick(rest, ['helper'], word);
      return { kind: word, helper: one(rest.slice(1), 'The id') };
    case 'spawn':
      return spawn(values, rest);
    case 'sign-in':
      return signIn(values, rest);
    case 'stop':
    case 'retry':
    case 'remove':
    case 'sign-out':
    case 'check':
      return { kind: word, id: one(rest, 'The id') };
    case 'gateway':
      only(rest, 1, 'gateway');
      return { kind: 'gateway', act: pick(rest, ['retry', 'disconnect', 'connect'], 'gateway') };
    case 'templates':
      return templates(values, rest);
    case 'credentials':
      return credentials(values, rest);
    case 'settings':
      return settingsOf(rest, values.yes === true);
    case 'history':
      only(rest, 0, 'history');
      return { kind: 'history', ...historyOf(values) };
    case 'drill':
      only(rest, 0, 'drill');
      return { kind: 'drill', only: values.only ?? [] };
    case 'bundle':
      return { kind: 'bundle', file: one(rest, 'The file'), yes: values.yes === true };
    case 'practice':
      only(rest, 1, 'practice');
      return { kind: 'practice', act: pick(rest, ['start', 'stop'], 'practice') };
  }
};

/** Reads a command line (without the program's own name). Throws UsageError, nothing else. */
export const parseCliArgs = (args: readonly string[]): CliRequest => {
  const { values, positionals } = parse(args);
  return {
    command: commandOf(values, positionals),
    json: values.json === true,
    practice: values.practice === true,
  };
};
