import {
  commands,
  globalOptions,
  type CommandWords,
  options,
  optionWords,
  type OptionName,
} from './commands.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

/** The table, each row as what it is a case of. */
const rows: readonly CommandWords[] = commands;

/** The words after a command that choose what it does. */
const wordsOf = ({ name, forms }: CommandWords): readonly string[] =>
  name === 'help'
    ? rows.map((one) => one.name)
    : forms.flatMap(({ word }) => (word === null ? [] : [word]));

const long = (name: OptionName): string => `--${name}`;

const valued = (Object.keys(options) as OptionName[]).filter(
  (name) => optionWords[name].value !== null,
);

/** In single quotes for bash and zsh. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const bash = (): string => `# bash completion of bulkhead; made by: bulkhead completions bash
_bulkhead() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} cmd= sub= at word
  COMPREPLY=()
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    case $word in
      --) return ;;
      ${valued.map(long).join('|')}) at=$((at + 1)) ;;
      -*) ;;
      *) if [[ -z $cmd ]]; then cmd=$word; elif [[ -z $sub ]]; then sub=$word; fi ;;
    esac
  done
  case $prev in
${valued
  .map((name) => {
    const offered = optionWords[name].offers === 'folders' ? 'compgen -d -- "$cur"' : 'true';
    return `    ${long(name)}) mapfile -t COMPREPLY < <(${offered}); compopt -o filenames; return ;;`;
  })
  .join('\n')}
  esac
  local words= opts=${quoted(globalOptions.map(long).join(' '))} files=
  case $cmd in
    '') words=${quoted(rows.map(({ name }) => name).join(' '))} ;;
${rows
  .map((row) => {
    const own = row.options.map(long).join(' ');
    const acts = [
      ...(wordsOf(row).length === 0 ? [] : [`words=${quoted(wordsOf(row).join(' '))}`]),
      ...(own === '' ? [] : [`opts+=${quoted(` ${own}`)}`]),
      ...(row.offers === 'files' ? ['files=1'] : []),
    ];
    return acts.length === 0 ? [] : [`    ${row.name}) ${acts.join('; ')} ;;`];
  })
  .flat()
  .join('\n')}
  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$opts" -- "$cur")
  elif [[ -z $sub && -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  elif [[ -n $files ]]; then
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    compopt -o filenames
  fi
}
complete -F _bulkhead bulkhead
`;

/** What _arguments reads as its own marks is escaped. */
const zshText = (text: string): string => text.replaceAll(/[[\]:\\]/g, String.raw`\$&`);

const zshOption = (name: OptionName): string => {
  const { value, says, offers } = optionWords[name];
  const many = 'multiple' in options[name] ? '*' : '';
  const action = offers === 'folders' ? '_files -/' : '';
  const takes = value === null ? '' : `:${zshText(value)}:${action}`;
  return quoted(`${many}${long(name)}[${zshText(says)}]${takes}`);
};

const zshArguments = (row: CommandWords): string => {
  const words = wordsOf(row);
  return [
    '_arguments',
    ...[...row.options, ...globalOptions].map(zshOption),
    ...(words.length === 0 ? [] : [quoted(`1:${row.name}:(${words.join(' ')})`)]),
    ...(row.offers === 'files' ? [quoted('*:file:_files')] : []),
  ].join(' ');
};

const zsh = (): string => `#compdef bulkhead
# zsh completion of bulkhead; made by: bulkhead completions zsh
_bulkhead() {
  local state line
  local -a commands=(
${rows.map(({ name, forms }) => `    ${quoted(`${name}:${zshText(forms[0].says)}`)}`).join('\n')}
  )
  _arguments -C ${globalOptions.map(zshOption).join(' ')} '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${rows.map((row) => `        ${row.name}) ${zshArguments(row)} ;;`).join('\n')}
      esac ;;
  esac
}
_bulkhead "$@"
`;

/** In single quotes for fish, which knows two escapes within them. */
const fishQuoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;

const fishOption = (name: OptionName, condition: string | null): string => {
  const { value, says, offers } = optionWords[name];
  const of = options[name];
  return [
    'complete -c bulkhead',
    ...(condition === null ? [] : ['-n', fishQuoted(condition)]),
    ...('short' in of ? ['-s', of.short] : []),
    '-l',
    name,
    ...(value === null ? [] : ['-x']),
    ...(offers === 'folders' ? ['-a', fishQuoted('(__fish_complete_directories)')] : []),
    '-d',
    fishQuoted(says),
  ].join(' ');
};

const fish = (): string =>
  [
    '# fish completion of bulkhead; made by: bulkhead completions fish',
    'complete -c bulkhead -f',
    ...globalOptions.map((name) => fishOption(name, null)),
    ...rows.flatMap((row) => {
      const { name, forms } = row;
      const words = wordsOf(row);
      const within = `__fish_seen_subcommand_from ${name}`;
      const first = `${within}; and not __fish_seen_subcommand_from ${words.join(' ')}`;
      const saysOf = (word: string): string => forms.find((one) => one.word === word)?.says ?? '';
      return [
        `complete -c bulkhead -n __fish_use_subcommand -a ${name} -d ${fishQuoted(forms[0].says)}`,
        ...(name === 'help' ? [] : words).map(
          (word) =>
            `complete -c bulkhead -n ${fishQuoted(first)} -a ${word} -d ${fishQuoted(saysOf(word))}`,
        ),
        ...row.options.map((option) => fishOption(option, within)),
        ...(row.offers === 'files' ? [`complete -c bulkhead -n ${fishQuoted(within)} -F`] : []),
      ];
    }),
    '',
  ].join('\n');

/** What a shell reads to complete `bulkhead`; made of the table of commands. */
export const completions = (shell: Shell): string => ({ bash, zsh, fish })[shell]();
