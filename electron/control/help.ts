import {
  commands,
  globalOptions,
  type CommandWords,
  type OptionName,
  options,
  optionWords,
} from './commands.ts';
import { exitWords } from './exit-code.ts';

const column = 34;

const line = (left: string, right: string): string =>
  left.length + 2 > column
    ? `${left}\n${' '.repeat(column)}${right}`
    : `${left.padEnd(column)}${right}`;

const optionText = (name: OptionName): string => {
  const { value } = optionWords[name];
  const of = options[name];
  const short = 'short' in of ? `-${of.short}, ` : '';
  return `${short}--${name}${value === null ? '' : ` ${value}`}`;
};

const optionLines = (names: readonly OptionName[]): readonly string[] =>
  names.map((name) => line(`      ${optionText(name)}`, optionWords[name].says));

/** One way to write a command, as a person would type it. */
const written = (name: string, { word, takes }: CommandWords['forms'][number]): string =>
  [name, word, takes].filter((part) => part !== null && part !== '').join(' ');

/** Lines of 80 letters at the most, as far as its words allow. */
const wrapped = (text: string): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > 80) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
};

const exitLines = exitWords.map(([code, says]) => line(`      ${code}`, says));

/** What `bulkhead --help` prints. */
export const usage = (): string =>
  [
    'Usage: bulkhead COMMAND [OPTIONS]',
    '',
    ...commands.flatMap((command: CommandWords) => [
      ...command.forms.map((form) => line(`  ${written(command.name, form)}`, form.says)),
      ...optionLines(command.options),
    ]),
    '',
    'With every command:',
    ...optionLines(globalOptions),
    '',
    'Exit codes:',
    ...exitLines,
    '',
  ].join('\n');

/** What `bulkhead COMMAND --help` prints. */
export const commandHelp = (command: CommandWords): string =>
  [
    ...command.forms.map(
      (form, at) =>
        `${at === 0 ? 'Usage: ' : '       '}bulkhead ${written(command.name, form)}\n           ${form.says}`,
    ),
    ...(command.more === '' ? [] : ['', ...wrapped(command.more)]),
    '',
    'Options:',
    ...optionLines([...command.options, ...globalOptions]),
    '',
  ].join('\n');

/** Text as roff takes it: nothing of it is a request, an escape or a hyphenation. */
const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^(?=[.'])/gm, '\\&');

/** The page of the manual, in roff; `version` stands in its foot. */
export const manPage = (version: string): string =>
  [
    `.TH BULKHEAD 1 "" "Bulkhead ${roff(version)}" "Bulkhead"`,
    '.SH NAME',
    'bulkhead \\- control panel for an OpenClaw gateway and the helpers beside it',
    '.SH SYNOPSIS',
    '.B bulkhead',
    'COMMAND [OPTIONS]',
    '.SH DESCRIPTION',
    'Speaks to the panel that runs, over a socket that only its owner may open.',
    '.SH COMMANDS',
    ...commands.flatMap((command: CommandWords) => [
      ...command.forms.flatMap((form) => [
        '.TP',
        `.B ${roff(written(command.name, form))}`,
        roff(form.says),
      ]),
      ...command.options.flatMap((name) => [
        '.RS',
        '.TP',
        `.B ${roff(optionText(name))}`,
        roff(optionWords[name].says),
        '.RE',
      ]),
      ...(command.more === '' ? [] : ['.IP', roff(command.more)]),
    ]),
    '.SH OPTIONS',
    ...globalOptions.flatMap((name) => [
      '.TP',
      `.B ${roff(optionText(name))}`,
      roff(optionWords[name].says),
    ]),
    '.SH EXIT STATUS',
    ...exitWords.flatMap(([code, says]) => ['.TP', `.B ${code}`, roff(says)]),
    '.SH ENVIRONMENT',
    '.TP',
    '.B BULKHEAD_HOME',
    roff('The home of the panel; else $XDG_DATA_HOME/bulkhead or ~/.local/share/bulkhead.'),
    '.TP',
    '.B BULKHEAD_SOCKET',
    roff(
      'The control socket; else in $XDG_RUNTIME_DIR, or below the home, or in /tmp/bulkhead-<uid>.',
    ),
    '.TP',
    '.B NO_COLOR',
    'Nothing is ever printed in colour, with or without it.',
    '',
  ].join('\n');
