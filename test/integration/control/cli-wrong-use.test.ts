import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands, type CommandWords } from '../../../electron/control/commands.ts';
import { failure } from '../../../shared/failure.ts';
import { failed } from '../../../shared/result.ts';
import { openCli, type CliUnderTest } from '../../support/cli-under-test.ts';

const table: readonly CommandWords[] = commands;
/** Longer than any line of the socket may be. */
const huge = 'x'.repeat(3 * 1024 * 1024);
const odd = '\u001b[31m\u202e\u0000\n';

let cli: CliUnderTest;
beforeEach(async () => {
  cli = await openCli();
  cli.panel.answer(() => failed(failure({ kind: 'unknown-id', what: `helper “${odd}”` })));
});
afterEach(() => cli.close());

/** Nothing that a terminal would act on, and no colour. */
const isPlain = (text: string): boolean => !/[^\P{C}\n]/u.test(text);

describe.each(table.map((one) => [one.name, one] as const))('bulkhead %s', (name, { forms }) => {
  const words = forms.map(({ word }) => (word === null ? [name] : [name, word]));

  it('answers help with 0, without a panel', async () => {
    await cli.closeServer();
    const { code, out, err } = await cli.start([name, '--help']).ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`bulkhead ${name}`);
  });

  it.each([
    ['one word too many', ['a', 'b', 'c', 'd']],
    ['an option that is not there', ['--nonsense']],
    ['a word that is not there', [odd, odd, odd]],
    ['huge words', [huge, huge, huge]],
  ])('answers %s with 2 and one plain sentence', async (_, more) => {
    for (const start of words) {
      const { code, out, err } = await cli.start([...start, ...more]).ended;
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^bulkhead: [^\n]{1,400}\n$/);
      expect(isPlain(err)).toBe(true);
    }
    expect(cli.panel.asked).toEqual([]);
  });

  it('answers what it takes, given odd or huge, without a throw, a colour or silence', async () => {
    for (const start of words) {
      for (const given of [odd, huge]) {
        const { code, out, err } = await cli.start([...start, given], {
          env: { FORCE_COLOR: '3', CLICOLOR_FORCE: '1' },
        }).ended;
        expect([0, 1, 2]).toContain(code);
        expect((out + err).length).toBeGreaterThan(0);
        expect(isPlain(err)).toBe(true);
        expect(err.length).toBeLessThan(2_000);
      }
    }
  }, 30_000);
});

it('a prompt that no line of the socket holds is refused in words', async () => {
  const { code, err } = await cli.start(['spawn', '--template', 'codex-5.5', '--', huge]).ended;
  expect(code).toBe(2);
  expect(err).toMatch(/^bulkhead: .*too long.*\n$/);
});
