import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CommandInput } from '../../../shared/contract.ts';
import { failure } from '../../../shared/failure.ts';
import type { HistoryPage, HistoryRow } from '../../../shared/history.ts';
import { failed, ok } from '../../../shared/result.ts';
import { openCli, type CliUnderTest } from '../../support/cli-under-test.ts';

let cli: CliUnderTest;

beforeEach(async () => {
  cli = await openCli();
});
afterEach(() => cli.close());

const run = (args: readonly string[]) => cli.start(args, { stdin: '' }).ended;

const row = (n: number): HistoryRow => ({
  id: `h-${n}`,
  name: `name-${n}`,
  templateId: 'codex-5.5',
  templateName: 'Codex',
  state: { phase: 'failed', failure: failure({ kind: 'quota', provider: 'OpenAI' }) },
  prompt: 'go',
  credentialId: 'openai',
  endedAt: 0,
});

/** Answers as a panel with that many helpers in its history. */
const answerWith = (total: number, aside: readonly string[] = []): void =>
  cli.panel.answer((_name, input) => {
    const { after, limit } = input as CommandInput<'history.list'>;
    const count = Math.max(0, Math.min(limit, total - after));
    const page: HistoryPage = {
      rows: Array.from({ length: count }, (_one, n) => row(after + n)),
      total,
      facets: { templates: [], causes: [], states: { completed: 0, failed: 0, cancelled: 0 } },
      aside,
    };
    return ok(page);
  });

const questions = () => cli.panel.asked.filter(({ name }) => name === 'history.list');

describe('bulkhead history', () => {
  it('asks for what the options say, and prints a line for each', async () => {
    answerWith(3);
    const answer = await run([
      ...['history', '--search', 'locks', '--template', 'codex-5.5', '--state', 'failed'],
      ...['--since', '2026-03-01', '--until', '2026-03-31', '--limit', '2'],
    ]);
    expect(answer).toMatchObject({ code: 0, err: '' });
    const lines = answer.out.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^h-0 .* name-0 {2}Codex {2}Failed: /);
    expect(lines[2]).toBe('2 of 3');
    expect(questions().map(({ input }) => input)).toEqual([
      {
        text: 'locks',
        template: 'codex-5.5',
        cause: null,
        state: 'failed',
        from: new Date(2026, 2, 1).getTime(),
        to: new Date(2026, 3, 1).getTime(),
        after: 0,
        limit: 2,
      },
    ]);
  });

  it('asks again for what is beyond one answer', async () => {
    answerWith(450);
    const answer = await run(['history', '--limit', '430', '--json']);
    const told = JSON.parse(answer.out) as { helpers: { id: string }[]; total: number };
    expect(told).toMatchObject({ v: 1, total: 450 });
    expect(told.helpers.map(({ id }) => id)).toEqual(
      Array.from({ length: 430 }, (_one, n) => `h-${n}`),
    );
    expect(told.helpers[0]).toMatchObject({ phase: 'failed', failure: { kind: 'quota' } });
    expect(questions()).toHaveLength(3);
  });

  it('says that there is none, or none that fits, and what could not be read', async () => {
    answerWith(0, ['/home/ended.broken']);
    const empty = await run(['history']);
    expect(empty.out).toBe('The history is empty.\n');
    expect(empty.err).toContain('/home/ended.broken');
    expect((await run(['history', '--search', 'x'])).out).toBe('Nothing found in the history.\n');
  });

  it('ends with a failure that the panel names', async () => {
    cli.panel.answer(() => failed(failure({ kind: 'storage', what: 'the history' })));
    expect((await run(['history'])).code).toBe(1);
  });

  it.each([
    ['--since', 'yesterday'],
    ['--until', '2026-02-30'],
    ['--limit', '0'],
    ['--limit', 'x'],
    ['--state', 'running'],
  ])('ends with 2 for %s %s', async (...option) => {
    expect(await run(['history', ...option])).toMatchObject({ code: 2, out: '' });
    expect(questions()).toEqual([]);
  });
});
