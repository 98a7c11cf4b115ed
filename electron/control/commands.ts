import { keptByReset } from '../../shared/describe-setting.ts';
import { settingGroupNames } from '../../shared/setting-groups.ts';

/** Every option as `parseArgs` of Node takes it. */
export const options = {
  json: { type: 'boolean' },
  practice: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  template: { type: 'string' },
  cwd: { type: 'string' },
  isolated: { type: 'boolean' },
  shared: { type: 'boolean' },
  'spawned-by': { type: 'string' },
  yes: { type: 'boolean' },
  wait: { type: 'boolean' },
  stdin: { type: 'boolean' },
  'adopt-codex': { type: 'boolean' },
  device: { type: 'boolean' },
  'api-key-stdin': { type: 'boolean' },
  only: { type: 'string', multiple: true },
  to: { type: 'string' },
  search: { type: 'string' },
  state: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
  limit: { type: 'string' },
} as const;

export type OptionName = keyof typeof options;

/** What a person reads of an option, and what a shell offers for its value. */
export interface OptionWords {
  /** Stands for its value; null for one that takes none. */
  readonly value: string | null;
  readonly says: string;
  readonly offers: 'folders' | null;
}

const flag = (says: string): OptionWords => ({ value: null, says, offers: null });

const taking = (
  value: string,
  says: string,
  offers: OptionWords['offers'] = null,
): OptionWords => ({ value, says, offers });

export const optionWords: Readonly<Record<OptionName, OptionWords>> = {
  json: flag('JSON on standard output, with "v": 1'),
  practice: flag('speaks to the practice panel'),
  help: flag('what a command does'),
  version: flag('the version'),
  template: taking('T', 'what it is started from: templates list names them'),
  cwd: taking('D', 'the folder it works in', 'folders'),
  isolated: flag('a process of its own (usual)'),
  shared: flag('a process that it shares with others'),
  'spawned-by': taking('KEY', 'the session that asks; always isolated'),
  yes: flag('agrees at once to what would be asked'),
  wait: flag('until it has ended or waits for a sign-in'),
  stdin: flag('reads the key from standard input'),
  'adopt-codex': flag('uses the sign-in of your own codex, where it is'),
  device: flag('with a code; so it is anyway where there is no display'),
  'api-key-stdin': flag('with a key from standard input'),
  only: taking('NAME', 'this check; may be given again'),
  to: taking('FILE', 'writes it to a new file'),
  search: taking('TEXT', 'words in prompt, name, template, cause or credential'),
  state: taking('S', 'how they ended: completed, failed or cancelled'),
  since: taking('DATE', 'ended on that day or later, as 2026-03-31'),
  until: taking('DATE', 'ended on that day or before'),
  limit: taking('N', 'so many at the most; 50 are usual'),
};

/** Options that every command takes. */
export const globalOptions: readonly OptionName[] = ['json', 'practice', 'help', 'version'];

/** One way to write a command. */
interface Form {
  /** The word after the command that chooses it; null where there is none. */
  readonly word: string | null;
  /** What stands after that, as a person reads it. */
  readonly takes: string;
  readonly says: string;
}

/** A command as help, completions and man page have it. */
export interface CommandWords {
  readonly name: string;
  readonly forms: readonly [Form, ...Form[]];
  readonly options: readonly OptionName[];
  /** What a shell offers for what it takes. */
  readonly offers: 'files' | null;
  /** What else is to be known, in whole sentences; empty for nothing. */
  readonly more: string;
}

const form = (word: string | null, takes: string, says: string): Form => ({ word, takes, says });

/** The one table of commands. Every command of the parser is here: the type of `CliWord` sees to it. */
export const commands = [
  {
    name: 'status',
    forms: [form(null, '', 'gateway, sessions and helpers now')],
    options: [],
    offers: null,
    more: 'Ends with 0 whenever the panel answers, also while the gateway does not.',
  },
  {
    name: 'watch',
    forms: [form(null, '', 'one line per change, until Ctrl+C')],
    options: [],
    offers: null,
    more: 'Ends with 1 when the panel ends.',
  },
  {
    name: 'helpers',
    forms: [form(null, '', 'the helpers')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'spawn',
    forms: [form(null, '--template T [OPTIONS] -- PROMPT', 'starts a helper; prints its id')],
    options: ['template', 'cwd', 'isolated', 'shared', 'spawned-by', 'yes', 'wait'],
    offers: null,
    more:
      'What stands after two dashes is the prompt, as it is. Without --yes none is started whose ' +
      'commands may write far and wide. With --wait the exit code is that of the helper.',
  },
  {
    name: 'stop',
    forms: [form(null, 'ID', 'ends a helper')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'retry',
    forms: [form(null, 'ID', 'sends its kept prompt again, once')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'remove',
    forms: [form(null, 'ID', 'takes an ended helper out of the list')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'history',
    forms: [form(null, '', 'helpers that have left the list, the newest first')],
    options: ['search', 'template', 'state', 'since', 'until', 'limit'],
    offers: null,
    more: '',
  },
  {
    name: 'gateway',
    forms: [
      form('retry', '', 'tries the gateway at once'),
      form('disconnect', '', 'stays away from it'),
      form('connect', '', 'ends that'),
    ],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'templates',
    forms: [
      form('list', '', 'the templates'),
      form('add', 'FILE', 'a template as JSON; - reads standard input'),
      form('export', '[NAME...] [--to FILE]', 'all of them, or these, as JSON'),
      form('import', 'FILE', 'adds those of a file; - reads standard input'),
    ],
    options: ['to', 'yes'],
    offers: 'files',
    more:
      'One that is there is replaced by add only with --yes. An import shows what each may do and where it sends, and asks. It never replaces one, and ' +
      'names the line that does not fit.',
  },
  {
    name: 'credentials',
    forms: [
      form('list', '', 'every credential: what it says, what was seen of it'),
      form('set', 'ID --stdin', 'saves a key'),
      form('add-account', 'NAME', 'a ChatGPT account, to be signed in next; prints its id'),
    ],
    options: ['stdin', 'adopt-codex'],
    offers: null,
    more: 'A key is read from standard input only: in the arguments other programs could see it.',
  },
  {
    name: 'sign-in',
    forms: [form(null, 'ID', 'signs in with the browser, with a code or a key')],
    options: ['device', 'api-key-stdin'],
    offers: null,
    more: 'Follows it to its end; Ctrl+C cancels it.',
  },
  {
    name: 'sign-out',
    forms: [form(null, 'ID', 'signs out')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'check',
    forms: [form(null, 'ID', 'asks whether a credential works now')],
    options: [],
    offers: null,
    more: 'Ends with 4 when it needs a sign-in.',
  },
  {
    name: 'settings',
    forms: [
      form('get', '[KEY]', 'the settings, or one of them'),
      form('set', 'KEY VALUE', 'changes one; VALUE is JSON, or text as it is'),
      form('reset', 'GROUP', 'sets a group of them, or all, to what they are at first'),
    ],
    options: ['yes'],
    offers: null,
    more:
      `The groups are ${settingGroupNames.join(', ')}, and all. A reset shows what it changes, and asks. ` +
      keptByReset,
  },
  {
    name: 'drill',
    forms: [form(null, '', 'breaks disposable helpers, and tells what did not move')],
    options: ['only'],
    offers: null,
    more: 'Ends with 0 only when every check held; Ctrl+C ends it.',
  },
  {
    name: 'bundle',
    forms: [form(null, 'FILE', 'what happened lately, without any text of yours')],
    options: ['yes'],
    offers: 'files',
    more: 'Shows it whole, and asks before it is written.',
  },
  {
    name: 'practice',
    forms: [form('start', '', 'opens practice'), form('stop', '', 'leaves it')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'show',
    forms: [
      form(null, '', 'brings the window to the front'),
      form('helper', 'ID', 'shows that helper in it'),
    ],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'ask',
    forms: [form(null, '', 'opens the small window that asks for a helper')],
    options: [],
    offers: null,
    more: 'Bind it to a key of your desktop.',
  },
  {
    name: 'test-notice',
    forms: [form(null, '', 'shows a notice on the desktop, and says what came of it')],
    options: [],
    offers: null,
    more: 'Ends with 0 when it was shown, or held back as the settings say.',
  },
  {
    name: 'quit',
    forms: [form(null, '', 'ends the panel and its helpers')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'about',
    forms: [form(null, '', 'versions, system and folders, for a report')],
    options: [],
    offers: null,
    more: 'Without a panel that runs it says what it knows by itself, and ends with 3.',
  },
  {
    name: 'licences',
    forms: [form(null, '[NAME]', 'what Bulkhead is made of; with a name that licence, whole')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'completions',
    forms: [
      form('bash', '', 'what bash completes bulkhead with'),
      form('zsh', '', 'what zsh does'),
      form('fish', '', 'what fish does'),
    ],
    options: [],
    offers: null,
    more: 'For bash: bulkhead completions bash > ~/.local/share/bash-completion/completions/bulkhead',
  },
  {
    name: 'man',
    forms: [form(null, '', 'the page of the manual, for man -l -')],
    options: [],
    offers: null,
    more: '',
  },
  {
    name: 'help',
    forms: [form(null, '[COMMAND]', 'what a command does')],
    options: [],
    offers: null,
    more: '',
  },
] as const satisfies readonly CommandWords[];

/** A word that names a command. */
export type CliWord = (typeof commands)[number]['name'];

/** The command of that name; null where there is none. */
export const commandNamed = (name: string): CommandWords | null =>
  commands.find((one) => one.name === name) ?? null;
