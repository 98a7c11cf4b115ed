import { describe, expect, it } from 'vitest';
import { parseCliArgs } from '../../../electron/control/cli-args.ts';
import { UsageError } from '../../../electron/control/usage-error.ts';
import {
  commands,
  type CommandWords,
  globalOptions,
  type OptionName,
  optionWords,
} from '../../../electron/control/commands.ts';
import { commandHelp, manPage, usage } from '../../../electron/control/help.ts';

const table: readonly CommandWords[] = commands;
const names = Object.keys(optionWords) as OptionName[];

/** A line that is right of each form, by the words of the table. */
const lineOf = ({ name, forms }: CommandWords, at: number): string[] => {
  const { word, takes } = forms[at] ?? forms[0];
  const filled = takes
    .replaceAll(/\[(KEY|COMMAND|OPTIONS)\]/g, '')
    .replace('GROUP', 'all')
    .split(' ')
    .filter((part) => part !== '');
  return [name, ...(word === null ? [] : [word]), ...filled];
};

describe('the table of commands', () => {
  it('is what the parser takes, form by form', () => {
    for (const command of table) {
      command.forms.forEach((_, at) => {
        expect(
          () => parseCliArgs(lineOf(command, at)),
          lineOf(command, at).join(' '),
        ).not.toThrow();
      });
    }
  });

  it('says where each option belongs', () => {
    const homes = new Set([...globalOptions, ...table.flatMap((one) => one.options)]);
    expect([...homes].sort()).toEqual([...names].sort());
    for (const command of table) {
      for (const name of names) {
        const { value } = optionWords[name];
        const given = value === null ? [`--${name}`] : [`--${name}`, value];
        const [word = '', ...rest] = lineOf(command, 0);
        const line = [word, ...given, ...rest];
        const belongs = command.options.includes(name) || globalOptions.includes(name);
        const why = ((): string => {
          try {
            parseCliArgs(line);
            return '';
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError);
            return String(error);
          }
        })();
        expect(why.includes('out of place'), line.join(' ')).toBe(!belongs);
      }
    }
  });

  it('is in the help, whole and one by one, and in the manual', () => {
    for (const command of table) {
      expect(usage()).toContain(`  ${command.name}`);
      const help = commandHelp(command);
      expect(help).toContain(`Usage: bulkhead ${command.name}`);
      expect(help.replaceAll('\n', ' ')).toContain(command.more);
      for (const name of command.options) expect(help).toContain(optionWords[name].says);
      expect(manPage('1.2.3')).toContain(`.B ${command.name.replaceAll('-', '\\-')}`);
    }
    for (const text of [usage(), ...table.map(commandHelp)]) {
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    }
  });
});
